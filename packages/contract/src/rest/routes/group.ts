import { group, groupCreate } from '../group.ts';
import { listQueryOf } from '../list-query.ts';
import { metaPatch } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const groupRoutes = {
  'group.list': list('groups', group, listQueryOf('group')),
  'group.get': get('groups', group),
  'group.create': create('groups', groupCreate, group),
  'group.patch': patch('groups', metaPatch, group),
  'group.delete': remove('groups'),
  'group.explain': explain('groups'),
} as const satisfies Record<string, Route>;
