import type { Answer, Client, Query } from '@skerry/sdk';

/** Of one page, at most: the API's own bound. */
const pageSize = 200;

type Page = Answer<'marketplace.entries'>;

/** Page after page of what a marketplace has, until there are enough. */
export async function fetchEntries(
  client: Client,
  id: number,
  query: Omit<Query<'marketplace.entries'>, 'after' | 'limit'>,
  most: number,
): Promise<Page> {
  const items: Page['items'] = [];
  for (let after: string | undefined; ; ) {
    const asked = {
      ...query,
      limit: Math.min(pageSize, most - items.length),
      ...(after === undefined ? {} : { after }),
    };
    const { data } = await client.call('marketplace.entries', { params: { id }, query: asked });
    items.push(...data.items.slice(0, most - items.length));
    after = data.next;
    if (after === undefined || items.length >= most || data.items.length === 0) return { ...data, items };
  }
}
