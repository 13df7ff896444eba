import { useCallback, useSyncExternalStore } from 'react';
import { api } from './client.ts';
import type { Host, Instance } from './kinds.ts';
import { UseWatch } from './use-watch.ts';

interface Uses {
  readonly instance: NonNullable<Instance['use']>;
  readonly host: NonNullable<Host['use']>;
}

const watchOf = <K extends keyof Uses>(kind: K) =>
  new UseWatch<Uses[K]>({
    ask: async (ids) => {
      const query = { id: ids.join(','), use: 'true', limit: ids.length };
      const { data } = await api().callAny(`${kind}.list`, { query });
      const { items } = data as { items: readonly { readonly id: number; readonly use?: Uses[K] }[] };
      return new Map(items.flatMap(({ id, use }) => (use === undefined ? [] : [[id, use] as const])));
    },
    isSeen: () => document.visibilityState === 'visible',
  });

const watches: { readonly [K in keyof Uses]: UseWatch<Uses[K]> } = {
  instance: watchOf('instance'),
  host: watchOf('host'),
};
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  for (const watch of Object.values(watches)) watch.wake();
});

/** What an object uses now, kept true as long as it is shown. Null: nothing is known of now. Undefined: not asked yet. */
export function useNow<K extends keyof Uses>(kind: K, id: number): Uses[K] | null | undefined {
  const watch: UseWatch<Uses[K]> = watches[kind];
  const subscribe = useCallback((listener: () => void) => watch.subscribe(id, listener), [watch, id]);
  return useSyncExternalStore(subscribe, () => watch.get(id));
}
