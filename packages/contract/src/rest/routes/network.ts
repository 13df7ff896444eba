import { listQueryOf } from '../list-query.ts';
import { network, networkCreate } from '../network.ts';
import { metaPatch } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const networkRoutes = {
  'network.list': list('networks', network, listQueryOf('network')),
  'network.get': get('networks', network),
  'network.create': create('networks', networkCreate, network),
  'network.patch': patch('networks', metaPatch, network),
  'network.delete': remove('networks'),
  'network.explain': explain('networks'),
} as const satisfies Record<string, Route>;
