import type { ObjectKind } from '@skerry/domain';
import { auditRoutes } from './audit.ts';
import { clusterRoutes } from './cluster.ts';
import { commandRoutes } from './command.ts';
import { datastoreRoutes } from './datastore.ts';
import { diskRoutes } from './disk.ts';
import { groupRoutes } from './group.ts';
import { hostRoutes } from './host.ts';
import { imageRoutes } from './image.ts';
import { instanceRoutes } from './instance.ts';
import { leaseRoutes } from './lease.ts';
import { marketplaceRoutes } from './marketplace.ts';
import { networkRoutes } from './network.ts';
import { sessionRoutes } from './session.ts';
import { statusRoutes } from './status.ts';
import { templateRoutes } from './template.ts';
import { tokenRoutes } from './token.ts';
import { userRoutes } from './user.ts';
import type { Route } from '../route.ts';

/** What can be asked of each kind of object: SDK, console and command line count on it. */
type OfEveryKind = Readonly<Record<`${ObjectKind}.${'list' | 'get' | 'explain'}`, Route>>;

/**
 * The public API, whole: the front-end must have a handler for each route, the SDK calls them by these names, and the
 * OpenAPI document is made from this table. Success is 200, 201 (created), 202 (accepted: a cluster will do it) or 204.
 */
export const routes = {
  ...statusRoutes,
  ...sessionRoutes,
  ...instanceRoutes,
  ...diskRoutes,
  ...imageRoutes,
  ...datastoreRoutes,
  ...marketplaceRoutes,
  ...networkRoutes,
  ...leaseRoutes,
  ...templateRoutes,
  ...clusterRoutes,
  ...hostRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...tokenRoutes,
  ...commandRoutes,
  ...auditRoutes,
} as const satisfies Readonly<Record<string, Route>> & OfEveryKind;

export type RouteId = keyof typeof routes;
