import type { RouteId } from '@skerry/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { Kind } from '../api/kinds.ts';

/** Kinds that people look for by name. */
const sought = [
  'instance',
  'host',
  'cluster',
  'image',
  'network',
  'template',
  'user',
  'group',
  'datastore',
] as const satisfies readonly Kind[];
const perKind = 5;

export interface Found {
  readonly kind: Kind;
  readonly id: number;
  readonly name: string;
}

/** Objects whose name holds the text. `shown`: kinds that have a page to go to. */
export function useFoundObjects(typed: string, shown: (kind: Kind) => boolean) {
  const search = typed.trim().slice(0, 63);
  return useQuery({
    queryKey: ['search', search],
    enabled: search.length > 0,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Found[]> => {
      const answers = await Promise.all(
        sought.filter(shown).map(async (kind) => {
          const query = { search, limit: perKind, sort: 'name' };
          const { data } = await api().callAny(`${kind}.list` as RouteId, { query, signal });
          return (data as { items: { id: number; name: string }[] }).items.map(({ id, name }) => ({ kind, id, name }));
        }),
      );
      return answers.flat();
    },
  });
}
