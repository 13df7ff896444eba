import type { RouteId } from '@skerry/contract';
import { ApiError } from '@skerry/sdk';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { cache, keys, recent } from './cache.ts';
import { api } from './client.ts';
import type { Explanation, GivenContext, InstanceHistory, Kind, ObjectOf, Samples, UseOfHosts } from './kinds.ts';
import type { ListState } from './list-state.ts';
import { askStatus } from './status.ts';
import { useAll } from './use-list.ts';

/** One object, kept true by events. `data` null: it is gone, or was never there for this user. */
export function useObject<K extends Kind>(kind: K, id: number) {
  return useQuery({
    queryKey: keys.object(kind, id),
    queryFn: async ({ signal }): Promise<ObjectOf<K> | null> => {
      // An address with something else than a number.
      if (id < 0) return null;
      try {
        const { data } = await api().callAny(`${kind}.get` as RouteId, { params: { id }, signal });
        const heard = recent.of(kind, id);
        // Not compared by revision, for a single answer has none: the newest event is at least as new as what it tells.
        return (heard === undefined ? data : (heard.object ?? null)) as ObjectOf<K> | null;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    // A list that was looked at just now holds it already.
    initialData: () => known<K>(kind, id),
    initialDataUpdatedAt: 0,
  });
}

function known<K extends Kind>(kind: K, id: number): ObjectOf<K> | undefined {
  for (const [, list] of cache.getQueriesData<ListState>({ queryKey: ['list', kind] })) {
    const found = list?.items.find((item) => item.id === id);
    if (found !== undefined) return found as ObjectOf<K>;
  }
  return undefined;
}

/** Why is it so? Asked again whenever the object changes. */
export function useExplanation(kind: Kind, id: number, enabled = true) {
  return useQuery({
    queryKey: keys.derived(kind, id, 'explain'),
    queryFn: async ({ signal }) => {
      const { data } = await api().callAny(`${kind}.explain` as RouteId, { params: { id }, signal });
      return data as Explanation;
    },
    enabled,
  });
}

/** What an instance is told at its start. Only for who may manage it. */
export function useGivenContext(id: number) {
  return useQuery({
    queryKey: keys.derived('instance', id, 'context'),
    queryFn: async ({ signal }) =>
      (await api().callAny('instance.context', { params: { id }, signal })).data as GivenContext,
  });
}

/** What happened to an instance. Asked again whenever it changes. */
export function useInstanceHistory(id: number) {
  return useQuery({
    queryKey: keys.derived('instance', id, 'history'),
    queryFn: async ({ signal }) =>
      (await api().callAny('instance.history', { params: { id }, signal })).data as InstanceHistory,
  });
}

export function useSamples(kind: 'instance' | 'host', id: number, seconds: number) {
  return useQuery({
    queryKey: ['samples', kind, id, seconds],
    queryFn: async ({ signal }) =>
      (await api().callAny(`${kind}.samples`, { params: { id }, query: { seconds }, signal })).data as Samples,
    refetchInterval: (query) => (query.state.data?.intervalSeconds ?? 10) * 1000,
    placeholderData: (before) => before,
  });
}

export function useStatus() {
  return useQuery({
    queryKey: keys.status,
    queryFn: askStatus,
    // The ages that sentences tell change without any event.
    refetchInterval: 30_000,
  });
}

/** What the hosts use together. */
export function useUseOfHosts(seconds: number) {
  return useQuery({
    queryKey: ['use', seconds],
    queryFn: async ({ signal }) =>
      (await api().callAny('status.use', { query: { seconds }, signal })).data as UseOfHosts,
    refetchInterval: (query) => (query.state.data?.intervalSeconds ?? 10) * 1000,
    placeholderData: (before) => before,
  });
}

/** What was asked of clusters, newest first. Asked again, not too often, when anything changes. */
export function useCommands(query: { state?: 'waiting'; clusterId?: number; limit: number }) {
  return useQuery({
    queryKey: keys.commands(query),
    queryFn: async ({ signal }) => (await api().call('command.list', { query, signal })).data,
    placeholderData: (before) => before,
  });
}

/**
 * Names by number, for columns that hold numbers of other objects. The same map as long as the names are the same: of
 * what these objects count, something changes all the time, and no table needs to be drawn anew for that.
 */
export function useNames(kind: Kind): ReadonlyMap<number, string> {
  const { items } = useAll(kind);
  const before = useRef<ReadonlyMap<number, string>>(undefined);
  return useMemo(() => {
    const names = new Map(items.map((item) => [item.id, item.name]));
    if (before.current === undefined || !sameNames(before.current, names)) before.current = names;
    return before.current;
  }, [items]);
}

const sameNames = (a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>): boolean =>
  a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
