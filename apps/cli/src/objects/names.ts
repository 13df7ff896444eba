import type { ObjectKind } from '@skerry/domain';
import { ApiError, type Client } from '@skerry/sdk';
import { listRoute } from './object-ref.ts';

/** Names for numbers, so that a table says "harbour" and not "3". */
export interface Names {
  /** The name, or `#3` where it is not known. */
  of(kind: ObjectKind, id: number | undefined): string;
}

/** More objects than this of one kind, and the rest are shown by number: a table must not fetch a whole cloud. */
const atMost = 1000;

export async function fetchNames(client: Client, kinds: Iterable<ObjectKind>): Promise<Names> {
  const known = new Map<ObjectKind, Map<number, string>>();
  await Promise.all(
    [...new Set(kinds)].map(async (kind) => {
      try {
        const { data } = await client.call(listRoute(kind), { query: { limit: atMost } });
        const items: readonly { id: number; name: string }[] = data.items;
        known.set(kind, new Map(items.map((o) => [o.id, o.name])));
      } catch (error) {
        // Names are an ornament: what a user may not list stays a number.
        if (!(error instanceof ApiError)) throw error;
      }
    }),
  );
  return {
    of: (kind, id) => (id === undefined ? '' : (known.get(kind)?.get(id) ?? `#${id}`)),
  };
}

export const noNames: Names = { of: (_, id) => (id === undefined ? '' : `#${id}`) };
