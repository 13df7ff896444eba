import type { RouteId } from '@skerry/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { soughtKinds } from '../api/kind-traits.ts';
import type { Kind } from '../api/kinds.ts';

const perKind = 5;

export interface Found {
  readonly kind: Kind;
  readonly id: number;
  readonly name: string;
  /** Beside the name: the address by which it was found, else its number. */
  readonly note: string;
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
        soughtKinds.filter(shown).map(async (kind) => {
          const query = { search: search.replaceAll(/[,!\\]/g, ''), limit: perKind, sort: 'name' };
          const { data } = await api().callAny(`${kind}.list` as RouteId, { query, signal });
          return (data as { items: readonly Item[] }).items.map((item) => ({
            kind,
            id: item.id,
            name: item.name,
            note: addressIn(item, search) ?? String(item.id),
          }));
        }),
      );
      return answers.flat();
    },
  });
}

interface Item extends Addressed {
  readonly id: number;
  readonly name: string;
  readonly nics?: readonly Addressed[];
}
interface Addressed {
  readonly address?: string | undefined;
  readonly mac?: string | undefined;
}

/** The address or MAC that holds what was typed. */
function addressIn(item: Item, typed: string): string | undefined {
  const all = [item, ...(item.nics ?? [])].flatMap(({ address, mac }) => [address, mac]);
  return all.find((one) => one?.toLowerCase().includes(typed.toLowerCase()));
}
