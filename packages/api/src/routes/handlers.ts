import type { Handlers } from '../requests/call.ts';
import { clusterRoutes } from './cluster.ts';
import { commandRoutes } from './command.ts';
import { hostRoutes } from './host.ts';
import { instanceRoutes } from './instance.ts';
import { reads } from './reads.ts';
import { sessionRoutes } from './session.ts';
import { statusRoutes } from './status.ts';

/** What is answered over any store: the front-end's, and what a site knows. */
export const handlers = {
  ...reads,
  ...clusterRoutes,
  ...commandRoutes,
  ...hostRoutes,
  ...instanceRoutes,
  ...sessionRoutes,
  ...statusRoutes,
} satisfies Partial<Handlers>;

/** The rest of the contract: for the owner of the catalogue to do. One that is missing there is a type error. */
export type OwnersHandlers = Omit<Handlers, keyof typeof handlers>;
