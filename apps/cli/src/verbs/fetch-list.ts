import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import type { ObjectOf } from '../nouns/noun.ts';
import { listRoute } from '../objects/object-ref.ts';
import type { ListQuery } from './list-query.ts';

/** Of one page, at most: the API's own bound. */
const pageSize = 1000;

interface Fetched<T> {
  readonly rows: T[];
  readonly total: number;
  readonly next?: string | undefined;
  readonly revision: number;
}

/** Page after page, until there are enough. */
export async function fetchList<K extends ObjectKind>(
  client: Client,
  kind: K,
  query: ListQuery,
  limit: number,
): Promise<Fetched<ObjectOf<K>>> {
  const rows: ObjectOf<K>[] = [];
  for (let after: string | undefined; ; ) {
    const asked = { ...query, limit: Math.min(pageSize, limit - rows.length), after };
    const { data } = await client.callAny(listRoute(kind), { query: asked });
    const { items, next, ...page } = data as Omit<Fetched<ObjectOf<K>>, 'rows'> & { items: ObjectOf<K>[] };
    rows.push(...items.slice(0, limit - rows.length));
    after = next;
    if (after === undefined || rows.length >= limit) return { rows, next, ...page };
  }
}
