import { z } from 'zod';
import { auditQuery, auditRecord } from './audit.ts';
import * as c from './catalogue.ts';
import { instanceHistory } from './history.ts';
import * as h from './host.ts';
import * as i from './instance.ts';
import * as p from './people.ts';
import { listQueryOf } from './list-query.ts';
import { explanation, idParams, metaPatch, page, wholeNumber } from './object.ts';

/**
 * The public API, whole: the front-end must have a handler for each route, the SDK calls them by these names, and the
 * OpenAPI document is made from this table. Success is 200, 201 (created), 202 (accepted: a cluster will do it) or 204.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  /** Right on the object named in the path; `log-in`: any user; `administrator`; `public`: nobody need log in. */
  readonly right: 'use' | 'manage' | 'admin' | 'log-in' | 'administrator' | 'public';
  readonly success: 200 | 201 | 202 | 204;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
}

const none = z.strictObject({}).optional();
const dryRun = z.strictObject({ dryRun: z.stringbool().optional().describe('Only say where it would go, and why.') });
const tail = z.strictObject({ bytes: wholeNumber(1, 1_048_576).default(65_536) });

const list = <T extends z.ZodType, Q extends z.ZodObject>(noun: string, item: T, query: Q) =>
  ({
    method: 'get',
    path: `/v1/${noun}`,
    summary: `List ${noun}`,
    right: 'log-in',
    success: 200,
    query,
    response: page(item),
  }) as const;
const get = <T extends z.ZodType>(noun: string, item: T) =>
  ({
    method: 'get',
    path: `/v1/${noun}/:id`,
    summary: `Read one of the ${noun}`,
    right: 'use',
    success: 200,
    params: idParams,
    response: item,
  }) as const;
const create = <B extends z.ZodType, T extends z.ZodType>(
  noun: string,
  body: B,
  item: T,
  right: Route['right'] = 'administrator',
) =>
  ({
    method: 'post',
    path: `/v1/${noun}`,
    summary: `Create one of the ${noun}`,
    right,
    success: 201,
    body,
    response: item,
  }) as const;
const patch = <B extends z.ZodType, T extends z.ZodType>(noun: string, body: B, item: T) =>
  ({
    method: 'patch',
    path: `/v1/${noun}/:id`,
    summary: `Change one of the ${noun}`,
    right: 'manage',
    success: 200,
    params: idParams,
    body,
    response: item,
  }) as const;
const remove = (noun: string) =>
  ({
    method: 'delete',
    path: `/v1/${noun}/:id`,
    summary: `Delete one of the ${noun}`,
    right: 'admin',
    success: 204,
    params: idParams,
  }) as const;
const explain = (noun: string) =>
  ({
    method: 'get',
    path: `/v1/${noun}/:id/explain`,
    summary: `Why is it so? (${noun})`,
    right: 'use',
    success: 200,
    params: idParams,
    response: explanation,
  }) as const;
const act = <B extends z.ZodType>(verb: string, body: B) =>
  ({
    method: 'post',
    path: `/v1/instances/:id/${verb}`,
    summary: `${verb} an instance`,
    right: 'manage',
    success: 202,
    params: idParams,
    body,
    response: i.instance,
  }) as const;

export const routes = {
  'status.get': {
    method: 'get',
    path: '/v1/status',
    summary: 'The cloud at a glance',
    right: 'log-in',
    success: 200,
    response: c.status,
  },

  'status.use': {
    method: 'get',
    path: '/v1/status/use',
    summary: 'What the hosts use together: processors, memory, disk and network over time',
    right: 'log-in',
    success: 200,
    query: i.samplesQuery,
    response: i.useOfHosts,
  },

  'session.create': {
    method: 'post',
    path: '/v1/sessions',
    summary: 'Log in',
    right: 'public',
    success: 201,
    body: p.logIn,
    response: p.session,
  },
  'session.get': {
    method: 'get',
    path: '/v1/sessions/current',
    summary: 'Who am I?',
    right: 'log-in',
    success: 200,
    response: p.user,
  },
  'session.delete': {
    method: 'delete',
    path: '/v1/sessions/current',
    summary: 'Log out',
    right: 'log-in',
    success: 204,
  },

  'session.list': {
    method: 'get',
    path: '/v1/sessions',
    summary: 'My log-ins',
    right: 'log-in',
    success: 200,
    response: page(p.sessionEntry),
  },
  'session.revoke': {
    method: 'delete',
    path: '/v1/sessions/:id',
    summary: 'End one of my log-ins',
    right: 'log-in',
    success: 204,
    params: idParams,
  },

  'instance.list': list('instances', i.instance, listQueryOf('instance')),
  'instance.get': get('instances', i.instance),
  'instance.create': {
    method: 'post',
    path: '/v1/instances',
    summary: 'Create an instance',
    right: 'log-in',
    success: 202,
    query: dryRun,
    body: i.instanceCreate,
    response: z.union([i.instance, i.placementPlan]),
  },
  'instance.patch': { ...patch('instances', i.instancePatch, i.instance), success: 202 },
  'instance.delete': {
    method: 'delete',
    path: '/v1/instances/:id',
    summary: 'Delete an instance with its disks',
    right: 'manage',
    success: 202,
    params: idParams,
    query: i.stopRequest.extend({ graceSeconds: wholeNumber(0, 86_400).optional() }),
    response: i.instance,
  },
  'instance.explain': explain('instances'),
  'instance.start': act('start', none),
  'instance.stop': act('stop', i.stopRequest.optional()),
  'instance.reboot': act('reboot', i.stopRequest.optional()),
  'instance.pause': act('pause', none),
  'instance.resume': act('resume', none),
  'instance.console': {
    method: 'post',
    path: '/v1/instances/:id/console',
    summary: 'A one-time ticket for a console of an instance',
    right: 'manage',
    success: 201,
    params: idParams,
    body: i.consoleRequest,
    response: i.consoleTicket,
  },
  'instance.console-log': {
    method: 'get',
    path: '/v1/instances/:id/console-log',
    summary: 'What the guest printed on its console',
    right: 'use',
    success: 200,
    params: idParams,
    query: tail,
    response: i.consoleLog,
  },
  'instance.context': {
    method: 'get',
    path: '/v1/instances/:id/context',
    summary: 'What an instance is told at its start: keys and user data',
    right: 'manage',
    success: 200,
    params: idParams,
    response: i.givenContext,
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
  'instance.samples': {
    method: 'get',
    path: '/v1/instances/:id/samples',
    summary: 'CPU, memory, disk and network of an instance',
    right: 'use',
    success: 200,
    params: idParams,
    query: i.samplesQuery,
    response: i.samples,
  },

  'disk.list': list('disks', c.disk, listQueryOf('disk')),
  'disk.get': get('disks', c.disk),
  'disk.explain': explain('disks'),

  'image.list': list('images', c.image, listQueryOf('image')),
  'image.get': get('images', c.image),
  'image.create': create('images', c.imageCreate, c.image),
  'image.patch': patch('images', metaPatch, c.image),
  'image.delete': remove('images'),
  'image.explain': explain('images'),

  'datastore.list': list('datastores', c.datastore, listQueryOf('datastore')),
  'datastore.get': get('datastores', c.datastore),
  'datastore.create': create('datastores', c.datastoreCreate, c.datastore),
  'datastore.patch': patch('datastores', metaPatch, c.datastore),
  'datastore.delete': remove('datastores'),
  'datastore.explain': explain('datastores'),

  'network.list': list('networks', c.network, listQueryOf('network')),
  'network.get': get('networks', c.network),
  'network.create': create('networks', c.networkCreate, c.network),
  'network.patch': patch('networks', metaPatch, c.network),
  'network.delete': remove('networks'),
  'network.explain': explain('networks'),

  'lease.list': list('leases', c.lease, listQueryOf('lease')),
  'lease.get': get('leases', c.lease),
  'lease.explain': explain('leases'),

  'template.list': list('templates', c.template, listQueryOf('template')),
  'template.get': get('templates', c.template),
  'template.create': create('templates', c.templateCreate, c.template, 'log-in'),
  'template.patch': patch('templates', c.templatePatch, c.template),
  'template.delete': { ...remove('templates'), right: 'manage' },
  'template.explain': explain('templates'),

  'cluster.list': list('clusters', c.cluster, listQueryOf('cluster')),
  'cluster.get': get('clusters', c.cluster),
  'cluster.create': create('clusters', c.clusterCreate, c.cluster),
  'cluster.patch': patch('clusters', c.clusterPatch, c.cluster),
  'cluster.delete': remove('clusters'),
  'cluster.explain': explain('clusters'),
  'cluster.join-token': {
    method: 'post',
    path: '/v1/clusters/:id/join-token',
    summary: 'A one-time token for the controller of this cluster',
    right: 'admin',
    success: 201,
    params: idParams,
    body: c.joinTokenRequest,
    response: c.joinToken,
  },
  'cluster.site-credential': {
    method: 'post',
    path: '/v1/clusters/:id/site-credential',
    summary: 'A new password with which administrators log in at the console of this site; the one before ends',
    right: 'admin',
    success: 201,
    params: idParams,
    response: c.siteCredential,
  },
  'cluster.host-join-token': {
    method: 'post',
    path: '/v1/clusters/:id/host-join-token',
    summary: 'A one-time token for a new host of this cluster',
    right: 'admin',
    success: 201,
    params: idParams,
    body: c.joinTokenRequest,
    response: c.joinToken,
  },

  'cluster.host-join-tokens': {
    method: 'get',
    path: '/v1/clusters/:id/host-join-tokens',
    summary: 'The tokens for hosts of this cluster that can still be used',
    right: 'admin',
    success: 200,
    params: idParams,
    response: c.hostJoinTokenList,
  },
  'cluster.revoke-host-join-token': {
    method: 'delete',
    path: '/v1/clusters/:id/host-join-tokens/:token',
    summary: 'Nobody joins with this token any more',
    right: 'admin',
    success: 204,
    params: c.hostJoinTokenParams,
  },

  'host.list': list('hosts', h.host, listQueryOf('host')),
  'host.get': get('hosts', h.host),
  'host.patch': patch('hosts', h.hostPatch, h.host),
  'host.approve': {
    method: 'post',
    path: '/v1/hosts/:id/approve',
    summary: 'Approve what a host reports, or cap what is used of it',
    right: 'admin',
    success: 200,
    params: idParams,
    body: h.hostApprove,
    response: h.host,
  },
  'host.delete': remove('hosts'),
  'host.declare-lost': {
    method: 'post',
    path: '/v1/hosts/:id/declare-lost',
    summary: 'Give up a host that is gone for good, and what lay on it; for administrators',
    right: 'admin',
    success: 202,
    params: idParams,
    body: h.hostDeclareLost,
    response: h.host,
  },
  'host.explain': explain('hosts'),
  'host.samples': {
    method: 'get',
    path: '/v1/hosts/:id/samples',
    summary: 'CPU, memory, disk and network of a host',
    right: 'use',
    success: 200,
    params: idParams,
    query: i.samplesQuery,
    response: i.samples,
  },

  'user.list': list('users', p.user, listQueryOf('user')),
  'user.get': get('users', p.user),
  'user.create': create('users', p.userCreate, p.user),
  'user.patch': { ...patch('users', p.userPatch, p.userPatched), query: p.userPatchQuery },
  'user.delete': remove('users'),
  'user.explain': explain('users'),

  'group.list': list('groups', p.group, listQueryOf('group')),
  'group.get': get('groups', p.group),
  'group.create': create('groups', p.groupCreate, p.group),
  'group.patch': patch('groups', metaPatch, p.group),
  'group.delete': remove('groups'),
  'group.explain': explain('groups'),

  'token.list': list('tokens', p.token, listQueryOf('token')),
  'token.get': get('tokens', p.token),
  'token.create': create('tokens', p.tokenCreate, p.tokenCreated, 'log-in'),
  'token.delete': { ...remove('tokens'), right: 'manage' },
  'token.explain': explain('tokens'),

  'command.list': {
    method: 'get',
    path: '/v1/commands',
    summary: 'What was asked of clusters, newest first: your own, and of everybody for administrators',
    right: 'log-in',
    success: 200,
    query: c.commandListQuery,
    response: page(c.command),
  },
  'command.cancel': {
    method: 'delete',
    path: '/v1/commands/:id',
    summary: 'Take back a command that its cluster has not answered; the cluster has the last word',
    right: 'log-in',
    success: 202,
    params: idParams,
    response: c.command,
  },
  'command.get': {
    method: 'get',
    path: '/v1/commands/:id',
    summary: 'What became of a command',
    right: 'log-in',
    success: 200,
    params: idParams,
    response: c.command,
  },
  'audit.list': {
    method: 'get',
    path: '/v1/audit',
    summary: 'Who did what',
    right: 'administrator',
    success: 200,
    query: auditQuery,
    response: page(auditRecord),
  },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof routes;
