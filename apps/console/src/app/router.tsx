import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
} from '@tanstack/react-router';
import { Failed } from '../ui/failed.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { NotFound } from './not-found.tsx';
import type { PageEntry } from './page-entry.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { Shell } from './shell.tsx';

/** Routes out of the entries; each page is its own piece of code, loaded when its link is pointed at. */
export function makeRouter(entries: readonly PageEntry[], history?: RouterHistory) {
  const root = createRootRoute({
    component: () => (
      <Shell entries={entries}>
        <Outlet />
      </Shell>
    ),
    notFoundComponent: NotFound,
  });
  const routes = entries.map((entry) =>
    createRoute({
      getParentRoute: () => root,
      path: entry.path,
      component: lazyRouteComponent(entry.load),
      staticData: { title: entry.title },
    }),
  );
  return createRouter({
    routeTree: root.addChildren(routes),
    ...(history === undefined ? {} : { history }),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: Failed,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: () => string;
  }
}
