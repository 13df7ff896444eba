import { type Route, routes } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { isObjectKind, listRoute, objectId } from '../objects/object-ref.ts';
import { printList } from '../output/show.ts';

export interface ListOptions {
  readonly filter?: string[];
  readonly sort?: string;
  readonly limit?: string;
  readonly all?: boolean;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export function addList<K extends ObjectKind>(command: Command, cli: Cli, noun: Noun<K>): void {
  command
    .command('list')
    .alias('ls')
    .description(`List ${noun.kind}s`)
    .option(
      '-f, --filter <key=value>',
      'Only these; repeatable, all must hold: state=running, cluster=harbour',
      collect,
    )
    .option('--sort <field>', 'Sort by a field; "-field" or "field:desc" for the other way')
    .option('--limit <number>', 'At most so many', '100')
    .option('-a, --all', 'All, however many')
    .action(async (options: ListOptions) => {
      const client = await cli.client();
      const { rows, total } = await fetchList(client, noun.kind, options);
      await printList(cli, noun, rows);
      if (total > rows.length) cli.say(`${rows.length} of ${total} are shown; --all shows all.`);
    });
}

/** Filters that the server knows go to it; the rest is sifted here, over all pages. */
export async function fetchList<K extends ObjectKind>(
  client: Client,
  kind: K,
  options: ListOptions,
): Promise<{ rows: ObjectOf<K>[]; total: number }> {
  const { query: shape }: Route = routes[listRoute(kind)];
  const query: Record<string, string | number> = sortOf(options.sort);
  const here: (readonly [string, string])[] = [];
  for (const text of options.filter ?? []) {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`--filter: "${text}" is not key=value.`, 'Write it like state=running or label=zone=a.');
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const reference = key === 'owner' ? 'user' : key.replace(/Id$/, '');
    const field = isObjectKind(reference) ? (key === 'owner' ? 'ownerId' : `${reference}Id`) : key;
    if (!(field in (shape?.shape ?? {}))) here.push([key, value]);
    else query[field] = isObjectKind(reference) ? await objectId(client, reference, value) : value;
  }
  const limit = options.all ? Infinity : Number(options.limit ?? 100);
  if (Number.isNaN(limit) || limit < 1) throw usage(`--limit: "${options.limit ?? ''}" is not a number above 0.`);
  query['limit'] = Math.min(1000, here.length > 0 ? 1000 : limit);
  const rows: ObjectOf<K>[] = [];
  let total = 0;
  for (let after: string | undefined, more = true; more; ) {
    const { data } = await client.callAny(listRoute(kind), { query: { ...query, after } });
    const page = data as { items: ObjectOf<K>[]; next?: string; total: number };
    for (const row of page.items) {
      if (!here.every(([key, value]) => textAt(row, key) === value)) continue;
      total++;
      if (rows.length < limit) rows.push(row);
    }
    if (here.length === 0) ({ total } = page);
    after = page.next;
    more = after !== undefined && (rows.length < limit || here.length > 0);
  }
  return { rows, total };
}

function sortOf(sort: string | undefined): Record<string, string> {
  if (sort === undefined) return {};
  const [field = '', direction] = sort.replace(/^-/, '').split(':');
  const descending = sort.startsWith('-') || direction === 'desc';
  return { sort: field, order: descending ? 'desc' : 'asc' };
}

/** The value at a dotted path as text; undefined where there is none. */
function textAt(row: unknown, path: string): string | undefined {
  let value = row;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
