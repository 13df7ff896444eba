import type { Deed } from '@skerry/domain';
import type { Route } from './route.ts';
import { type RouteId, routes } from './routes/index.ts';

/** Routes that do something else than their method says: a `get` reads, anything else changes. */
const deeds: Partial<Readonly<Record<RouteId, Deed>>> = {
  'instance.start': 'operate',
  'instance.stop': 'operate',
  'instance.reboot': 'operate',
  'instance.pause': 'operate',
  'instance.resume': 'operate',
  'instance.console': 'operate',
  // A token may end itself.
  // They look at somebody outside, and change nothing here.
  'marketplace.check': 'read',
  'marketplace.refresh': 'read',
  'session.delete': 'read',
  'session.revoke': 'prove',
  'user.create': 'prove',
};

/** What a route does, as far as the scope of a token goes. */
export const deedOf = (id: RouteId): Deed => deeds[id] ?? ((routes[id] as Route).method === 'get' ? 'read' : 'change');

/** Fields of a user that make or end a way in: to change them is to prove, whatever else is changed with them. */
export const provingFields = ['password', 'groupIds', 'enabled'] as const;
