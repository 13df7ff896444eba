import type { Route } from './route.ts';
import { type RouteId, routes } from './routes/index.ts';

/** How a route is reached: all that a caller needs of it. */
export type RouteAddress = Pick<Route, 'method' | 'path'>;

/**
 * The route table without its schemas. Apart, because the console's bundler writes it down as the value that it is: what
 * a browser asks first needs no library that checks shapes.
 */
export const routeAddresses = Object.fromEntries(
  Object.entries(routes).map(([id, { method, path }]) => [id, { method, path }]),
) as Readonly<Record<RouteId, RouteAddress>>;
