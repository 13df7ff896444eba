import type { ObjectKind } from '@skerry/domain';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { collect } from '../fields/repeats.ts';
import type { Noun } from '../nouns/noun.ts';
import { checkFields } from '../output/columns.ts';
import { printsRows } from '../output/format.ts';
import { printList } from '../output/show.ts';
import { asksUse } from './asks-use.ts';
import { fetchList } from './fetch-list.ts';
import { limitOf, type ListOptions, listQuery } from './list-query.ts';

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
      const asked = await listQuery(client, noun.kind, options);
      const query = asksUse(noun.kind, asked, cli.globals) ? { ...asked, use: 'true' } : asked;
      if (options.watch) {
        const { watchList } = await import('../watch/watch-list.ts');
        return watchList(cli, noun, query, limit);
      }
      const { rows, total } = await fetchList(client, noun.kind, query, limit);
      await printList(cli, noun, rows);
      if (total > rows.length) cli.say(`${rows.length} of ${total} are shown; --all shows all.`);
    });
}
