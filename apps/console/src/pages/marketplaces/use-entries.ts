import type { InstanceKind } from '@skerry/domain';
import type { Answer } from '@skerry/sdk';
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { cache, keys } from '../../api/cache.ts';
import { api } from '../../api/client.ts';

export type Entry = Answer<'marketplace.entries'>['items'][number];
type Page = Answer<'marketplace.entries'>;
type Cursor = string | undefined;

export interface EntryFilter {
  readonly q: string;
  readonly architecture?: string;
  readonly kind?: InstanceKind;
}

/** Milliseconds. Somebody outside is asked: what they said is not asked for again at each step back and forth. */
const freshMs = 5 * 60_000;

/** What a marketplace has, page after page. */
export const useEntries = (id: number, filter: EntryFilter) =>
  useInfiniteQuery<Page, Error, InfiniteData<Page, Cursor>, unknown[], Cursor>({
    queryKey: ['marketplace', id, 'entries', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filter, ...(pageParam === undefined ? {} : { after: pageParam }) };
      try {
        return (await api().call('marketplace.entries', { params: { id }, query, signal })).data;
      } finally {
        // Whether it answers, and what its list holds, stands with the marketplace.
        void cache.invalidateQueries({ queryKey: keys.object('marketplace', id) });
        void cache.invalidateQueries({ queryKey: keys.derived('marketplace', id, 'explain') });
      }
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next,
    staleTime: freshMs,
    // The front-end has tried already.
    retry: false,
  });
