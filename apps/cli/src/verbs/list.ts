import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { collect } from '../fields/repeats.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { listRoute } from '../objects/object-ref.ts';
import { checkFields } from '../output/columns.ts';
import { printsRows } from '../output/format.ts';
import { printList } from '../output/show.ts';
import { limitOf, type ListOptions, type ListQuery, listQuery } from './list-query.ts';

/** Of one page, at most: the API's own bound. */
const pageSize = 1000;

export function addList<K extends ObjectKind>(command: Command, cli: Cli, noun: Noun<K>): void {
  printsRows(command.command('list'))
    .alias('ls')
    .description(`List ${noun.kind}s`)
    .option(
      '-f, --filter <field=value>',
      'Only these; repeatable, all must hold: state=running,paused cluster!=harbour label=zone=a',
      collect,
    )
    .option('--sort <field>', 'Sort by a column; "-field" or "field:desc" for the other way')
    .option('--limit <number>', 'At most so many (default: 100)')
    .option('-a, --all', 'All, however many')
    .option('-w, --watch', 'Keep it true until Ctrl-C')
    .action(async (options: ListOptions) => {
      const limit = limitOf(options);
      checkFields(noun, cli.globals);
      const client = await cli.client();
      const query = await listQuery(client, noun.kind, options);
      if (options.watch) {
        const { watchList } = await import('../watch/watch-list.ts');
        return watchList(cli, noun, query, limit);
      }
      const { rows, total } = await fetchList(client, noun.kind, query, limit);
      await printList(cli, noun, rows);
      if (total > rows.length) cli.say(`${rows.length} of ${total} are shown; --all shows all.`);
    });
}

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
