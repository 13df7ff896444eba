import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '@skerry/sdk';
import type { Kind } from './kinds.ts';
import type { ListParameters } from './list-state.ts';
import { RecentChanges } from './recent-changes.ts';

/** What the server said, by object. Events keep it true, so nothing grows old while the stream is up. */
export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // A refusal stays one; the client itself tries again where that may help.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
    mutations: { retry: false },
  },
});

export const recent = new RecentChanges();

/** Keys of the cache. `derived` is what must be asked again when the object changes. */
export const keys = {
  object: (kind: Kind, id: number) => ['object', kind, id] as const,
  list: (kind: Kind, parameters: ListParameters) => ['list', kind, parameters] as const,
  derived: (kind: Kind, id: number, what: string) => ['derived', kind, id, what] as const,
  status: ['status'] as const,
  commands: (query: object = {}) => ['commands', query] as const,
  me: ['me'] as const,
};
