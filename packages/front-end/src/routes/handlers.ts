import type { Handlers } from '../requests/call.ts';
import { clusterRoutes } from './cluster.ts';
import { commandRoutes } from './command.ts';
import { datastoreRoutes } from './datastore.ts';
import { groupRoutes } from './group.ts';
import { hostRoutes } from './host.ts';
import { imageRoutes } from './image.ts';
import { instanceRoutes } from './instance.ts';
import { networkRoutes } from './network.ts';
import { observedRoutes } from './observed.ts';
import { sessionRoutes } from './session.ts';
import { statusRoutes } from './status.ts';
import { templateRoutes } from './template.ts';
import { tokenRoutes } from './token.ts';
import { userRoutes } from './user.ts';

/** One handler for each route of the contract: a missing one is a type error. */
export const handlers = {
  ...clusterRoutes,
  ...commandRoutes,
  ...datastoreRoutes,
  ...groupRoutes,
  ...hostRoutes,
  ...imageRoutes,
  ...instanceRoutes,
  ...networkRoutes,
  ...observedRoutes,
  ...sessionRoutes,
  ...statusRoutes,
  ...templateRoutes,
  ...tokenRoutes,
  ...userRoutes,
} satisfies Handlers;
