import { listQueryOf } from '../list-query.ts';
import { user, userCreate, userPatch, userPatched, userPatchQuery } from '../user.ts';
import { create, explain, get, list, remove, patch, type Route } from '../route.ts';

export const userRoutes = {
  'user.list': list('users', user, listQueryOf('user')),
  'user.get': get('users', user),
  'user.create': create('users', userCreate, user),
  'user.patch': { ...patch('users', userPatch, userPatched), query: userPatchQuery },
  'user.delete': remove('users'),
  'user.explain': explain('users'),
} as const satisfies Record<string, Route>;
