import type { OwnersHandlers } from '@skerry/api/routes/handlers';
import { clusterRoutes } from './cluster.ts';
import { commandRoutes } from './command.ts';
import { datastoreRoutes } from './datastore.ts';
import { groupRoutes } from './group.ts';
import { hostRoutes } from './host.ts';
import { imageRoutes } from './image.ts';
import { marketplaceRoutes } from './marketplace.ts';
import { networkRoutes } from './network.ts';
import type { Owner } from './owner.ts';
import { templateRoutes } from './template.ts';
import { tokenRoutes } from './token.ts';
import { userRoutes } from './user.ts';

/** What is done to the catalogue: a site has none of it, and refuses before it would be asked. */
export const ownersHandlers = (owner: Owner) =>
  ({
    ...clusterRoutes(owner),
    ...commandRoutes,
    ...datastoreRoutes(owner),
    ...groupRoutes,
    ...hostRoutes,
    ...imageRoutes(owner),
    ...marketplaceRoutes(owner),
    ...networkRoutes,
    ...templateRoutes,
    ...tokenRoutes,
    ...userRoutes,
  }) satisfies OwnersHandlers;
