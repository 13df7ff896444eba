import { createRootRoute, createRoute, createRouter, Outlet, type RouterHistory } from '@tanstack/react-router';
import { Failed } from '../ui/failed.tsx';
import { later } from '../ui/later.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { NotFound } from './not-found.tsx';
import type { PageEntry } from './page-entry.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { Shell } from './shell.tsx';
import { setTraveller } from './travel.ts';

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
      component: later(entry.load),
      staticData: { title: entry.title },
    }),
  );
  const router = createRouter({
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
  const prepared = new Set<string>();
  setTraveller({
    go: (to, search) => void router.navigate({ to, search } as never),
    prepare: (to) => {
      if (prepared.has(to)) return;
      prepared.add(to);
      // A head start, no more: who goes there sees what is wrong.
      router.preloadRoute({ to } as never).catch(() => prepared.delete(to));
    },
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: () => string;
  }
}
