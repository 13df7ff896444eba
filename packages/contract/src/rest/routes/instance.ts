import { z } from 'zod';
import { instanceHistory } from '../history.ts';
import { consoleLog, consoleRequest, consoleTicket, logLines, logsQuery } from '../instance-console.ts';
import {
  attachCdromRequest,
  givenContext,
  instance,
  instanceCreate,
  instancePatch,
  placementPlan,
  stopRequest,
} from '../instance.ts';
import { idParams, wholeNumber } from '../object.ts';
import { usedListQueryOf } from '../use.ts';
import { act, explain, get, list, patch, type Route, samplesOf } from '../route.ts';

const none = z.strictObject({}).optional();
const dryRun = z.strictObject({ dryRun: z.stringbool().optional().describe('Only say where it would go, and why.') });
const tail = z.strictObject({ bytes: wholeNumber(1, 1_048_576).default(65_536) });

export const instanceRoutes = {
  'instance.list': list('instances', instance, usedListQueryOf('instance')),
  'instance.get': get('instances', instance),
  'instance.create': {
    method: 'post',
    path: '/v1/instances',
    summary: 'Create an instance',
    right: 'log-in',
    success: 202,
    query: dryRun,
    body: instanceCreate,
    response: z.union([instance, placementPlan]),
  },
  'instance.patch': { ...patch('instances', instancePatch, instance), success: 202 },
  'instance.delete': {
    method: 'delete',
    path: '/v1/instances/:id',
    summary: 'Delete an instance with its disks',
    right: 'manage',
    success: 202,
    params: idParams,
    query: stopRequest.extend({ graceSeconds: wholeNumber(0, 86_400).optional() }),
    response: instance,
  },
  'instance.explain': explain('instances'),
  'instance.start': act('start', none),
  'instance.stop': act('stop', stopRequest.optional()),
  'instance.reboot': act('reboot', stopRequest.optional()),
  'instance.pause': act('pause', none),
  'instance.resume': act('resume', none),
  'instance.attach-cdrom': {
    ...act('attach-cdrom', attachCdromRequest),
    summary: 'Put a CD-ROM into the drive of an instance, in place of what is there',
  },
  'instance.eject-cdrom': { ...act('eject-cdrom', none), summary: 'Take the CD-ROM out of the drive of an instance' },
  'instance.console': {
    method: 'post',
    path: '/v1/instances/:id/console',
    summary: 'A one-time ticket for a console of an instance',
    right: 'manage',
    success: 201,
    params: idParams,
    body: consoleRequest,
    response: consoleTicket,
  },
  'instance.console-log': {
    method: 'get',
    path: '/v1/instances/:id/console-log',
    summary: 'What the guest printed on its console',
    right: 'use',
    success: 200,
    params: idParams,
    query: tail,
    response: consoleLog,
  },
  'instance.logs': {
    method: 'get',
    path: '/v1/instances/:id/logs',
    summary: 'What an instance prints, line by line; asked again and again, it is followed',
    right: 'use',
    success: 200,
    params: idParams,
    query: logsQuery,
    response: logLines,
  },
  'instance.context': {
    method: 'get',
    path: '/v1/instances/:id/context',
    summary: 'What an instance is told at its start: keys and user data',
    right: 'manage',
    success: 200,
    params: idParams,
    response: givenContext,
  },
  'instance.history': {
    method: 'get',
    path: '/v1/instances/:id/history',
    summary: 'What happened to an instance, and what was asked of it',
    right: 'use',
    success: 200,
    params: idParams,
    response: instanceHistory,
  },
  'instance.samples': samplesOf('instances', 'an instance'),
} as const satisfies Record<string, Route>;
