/** Docker Hub has too many images to list: it searches them itself, and shows its own when nothing is asked for. */
import { type Entry, kindsOf, plainName, plainWords, type Query, type SearchPage } from '@skerry/marketplace-contract';
import type { Clock } from '@skerry/kit';
import type { Outbound } from '@skerry/outbound';
import { z } from 'zod';

const page = z.object({
  count: z.number().nullish(),
  next: z.string().nullish(),
  results: z.array(z.unknown()).max(1_000),
});

const found = z.object({
  repo_name: z.string().optional(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  short_description: z.string().nullish(),
  description: z.string().nullish(),
  is_official: z.boolean().optional(),
  last_updated: z.string().nullish(),
});

const mostOnPage = 100;

export async function searchHub(
  outbound: Outbound,
  base: URL,
  { text = '', limit = 25, after }: Query,
  clock: Clock,
  signal?: AbortSignal,
): Promise<SearchPage> {
  const number = /^\d{1,4}$/.test(after ?? '') ? Number(after) : 1;
  const words = plainWords(text, 100);
  const url = new URL(words === '' ? 'v2/repositories/library/' : 'v2/search/repositories/', base);
  if (words !== '') url.searchParams.set('query', words);
  url.searchParams.set('page', String(number));
  url.searchParams.set('page_size', String(Math.min(Math.max(1, Math.trunc(limit)), mostOnPage)));
  const { results, next, count } = await outbound.json(url, page, signal === undefined ? {} : { signal });
  return {
    entries: results.flatMap(entryOf),
    ...(next ? { next: String(number + 1) } : {}),
    ...(typeof count === 'number' && count >= 0 ? { total: count } : {}),
    asOf: clock.now().toISOString(),
  };
}

/** What cannot be named is left out. */
function entryOf(each: unknown): Entry[] {
  const { data } = found.safeParse(each);
  const namespace = data?.namespace === undefined ? '' : `${data.namespace}/`;
  const whole = data?.repo_name ?? (data?.name === undefined ? '' : `${namespace}${data.name}`);
  const name = plainName(whole.replace(/^library\/(?=[^/]+$)/, ''));
  if (data === undefined || name === undefined) return [];
  const description = plainWords(data.short_description ?? data.description ?? '');
  return [
    {
      reference: name,
      name,
      ...(description === '' ? {} : { description }),
      architectures: [],
      kinds: kindsOf('oci'),
      ...(data.last_updated ? { publishedAt: plainWords(data.last_updated, 40) } : {}),
      official: data.is_official === true || (data.repo_name === undefined && namespace === 'library/'),
    },
  ];
}
