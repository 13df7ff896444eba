import { host, hostApprove, hostDeclareLost, hostPatch } from '../host.ts';
import { idParams } from '../object.ts';
import { usedListQueryOf } from '../use.ts';
import { explain, get, list, patch, remove, type Route, samplesOf } from '../route.ts';

export const hostRoutes = {
  'host.list': list('hosts', host, usedListQueryOf('host')),
  'host.get': get('hosts', host),
  'host.patch': patch('hosts', hostPatch, host),
  'host.approve': {
    method: 'post',
    path: '/v1/hosts/:id/approve',
    summary: 'Approve what a host reports, or cap what is used of it',
    right: 'admin',
    success: 200,
    params: idParams,
    body: hostApprove,
    response: host,
  },
  'host.delete': remove('hosts'),
  'host.declare-lost': {
    method: 'post',
    path: '/v1/hosts/:id/declare-lost',
    summary: 'Give up a host that is gone for good, and what lay on it; for administrators',
    right: 'admin',
    success: 202,
    params: idParams,
    body: hostDeclareLost,
    response: host,
  },
  'host.explain': explain('hosts'),
  'host.samples': samplesOf('hosts', 'a host'),
} as const satisfies Record<string, Route>;
