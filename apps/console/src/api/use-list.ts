import type { RouteId } from '@skerry/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { cache, keys, recent } from './cache.ts';
import { api } from './client.ts';
import type { Kind, ObjectOf } from './kinds.ts';
import {
  firstPage,
  type Listed,
  type ListParameters,
  type ListState,
  type Page,
  withChanges,
  withPage,
} from './list-state.ts';
import { streamRevision } from './live.ts';

const firstLimit = 100;
/** Asked for at once when somebody jumps far down. The server's own limit. */
const largestLimit = 1000;

/** While somebody scrolls. Larger: reading one answer takes longer than a frame, and the scrolling stands still. */
const smoothLimit = 300;
/** Who jumps farther than this waits anyway, and for fewer answers if each is larger. */
const farRows = 2_000;
/** A list in the order of use. Sooner: rows move away under the hand. */
const orderAgainMs = 30_000;

export interface LiveList<T> {
  readonly items: readonly T[];
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  readonly loading: boolean;
  readonly error: Error | null;
  /** Fetches until the row with this index is there, as far as there are that many. */
  readonly reach: (index: number) => void;
  readonly retry: () => void;
}

const none: readonly never[] = [];

/** A list that grows as its end comes in sight, and that events keep true. */
export function useList<K extends Kind>(
  kind: K,
  parameters: ListParameters = {},
  enabled = true,
): LiveList<ObjectOf<K>> {
  const query = useQuery({
    queryKey: keys.list(kind, parameters),
    queryFn: ({ signal }) => readAgain<ObjectOf<K>>(kind, parameters, signal),
    structuralSharing: false,
    enabled,
    // No event tells what is used now: its order is that of the last reading.
    refetchInterval: ({ state }) =>
      'use' in parameters && (state.data?.items.length ?? 0) <= largestLimit ? orderAgainMs : false,
  });
  const fetching = useRef(false);
  const reach = useCallback(
    (index: number) => {
      if (fetching.current) return;
      fetching.current = true;
      void growTo(kind, parameters, index).finally(() => (fetching.current = false));
    },
    [kind, parameters],
  );
  return {
    items: query.data?.items ?? none,
    total: query.data?.total,
    loading: query.isPending,
    error: query.data === undefined ? query.error : null,
    reach,
    retry: () => void query.refetch(),
  };
}

async function readPage<T extends Listed>(
  kind: Kind,
  parameters: ListParameters,
  signal?: AbortSignal,
): Promise<Page<T>> {
  const { data } = await api().callAny(`${kind}.list` as RouteId, {
    query: parameters,
    ...(signal === undefined ? {} : { signal }),
  });
  return data as Page<T>;
}

/** Exported so that a page can ask before it is drawn. */
export async function readFirst<T extends Listed>(
  kind: Kind,
  parameters: ListParameters,
  signal?: AbortSignal,
): Promise<ListState<T>> {
  for (let tries = 0; ; tries++) {
    const page = await readPage<T>(kind, { limit: firstLimit, ...parameters }, signal);
    // Made before the stream began, and come after it: what happened in between would be missed.
    if (page.revision < (streamRevision() ?? 0) && tries < 3) continue;
    return withChanges(kind, firstPage(page), parameters, recent.after<T>(kind, page.revision));
  }
}

/** As far as it was fetched before: who has scrolled down stays where they are. */
async function readAgain<T extends Listed>(
  kind: Kind,
  parameters: ListParameters,
  signal: AbortSignal,
): Promise<ListState<T>> {
  const had = cache.getQueryData<ListState>(keys.list(kind, parameters))?.items.length ?? 0;
  let state = await readFirst<T>(kind, parameters, signal);
  while (state.next !== undefined && state.items.length < had) {
    const limit = Math.min(largestLimit, Math.max(firstLimit, had - state.items.length));
    const page = await readPage<T>(kind, { ...parameters, limit, after: state.next }, signal);
    state = withChanges(kind, withPage(state, page), parameters, recent.after<T>(kind, page.revision));
  }
  return state;
}

async function growTo(kind: Kind, parameters: ListParameters, index: number): Promise<void> {
  const key = keys.list(kind, parameters);
  for (;;) {
    const state = cache.getQueryData<ListState>(key);
    if (state === undefined || state.next === undefined || state.items.length > index) return;
    const missing = index + 1 - state.items.length;
    const most = missing > farRows ? largestLimit : smoothLimit;
    const limit = Math.min(most, Math.max(firstLimit, Math.ceil(missing / firstLimit) * firstLimit));
    const page = await readPage<Listed>(kind, { ...parameters, limit, after: state.next }).catch(() => undefined);
    // The banner already says that the server cannot be reached; scrolling on asks again.
    if (page === undefined) return;
    cache.setQueryData<ListState>(key, (now) =>
      now === undefined || now.next !== state.next
        ? now
        : withChanges(kind, withPage(now, page), parameters, recent.after(kind, page.revision)),
    );
  }
}

const everything = { limit: largestLimit } as const;

/** All objects of a kind of which there are few: clusters, images, networks. Fetches every page. */
export function useAll<K extends Kind>(
  kind: K,
  parameters: ListParameters = everything,
  enabled = true,
): LiveList<ObjectOf<K>> {
  const list = useList(kind, parameters, enabled);
  const { items, total, reach } = list;
  useEffect(() => {
    if (enabled && total !== undefined && items.length < total) reach(total - 1);
  }, [enabled, items.length, total, reach]);
  return list;
}
