import { listQueryOf } from '../list-query.ts';
import { token, tokenCreate, tokenCreated } from '../token.ts';
import { create, explain, get, list, remove, type Route } from '../route.ts';

export const tokenRoutes = {
  'token.list': list('tokens', token, listQueryOf('token')),
  'token.get': get('tokens', token),
  'token.create': create('tokens', tokenCreate, tokenCreated, 'log-in'),
  'token.delete': { ...remove('tokens'), right: 'manage' },
  'token.explain': explain('tokens'),
} as const satisfies Record<string, Route>;
