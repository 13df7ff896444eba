import type { Register } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { objectId } from '../objects/object-ref.ts';
import { toneOf } from '../output/palette.ts';
import { printedPlainly } from '../output/show.ts';
import { renderTable, type TableColumn } from '../output/table.ts';

interface Options {
  readonly user?: string;
  readonly action?: string;
  readonly limit: string;
}

const columns: readonly TableColumn[] = [
  { title: 'TIME', priority: 1 },
  { title: 'USER', priority: 2, shrinkTo: 8 },
  { title: 'ACTION', priority: 1 },
  { title: 'OBJECT', priority: 2, shrinkTo: 12 },
  { title: 'OUTCOME', priority: 1 },
  { title: 'CODE', priority: 3 },
  { title: 'FROM', priority: 5 },
  { title: 'DETAIL', priority: 6, shrinkTo: 12 },
  { title: 'REQUEST', priority: 8 },
];

export const register: Register = (command, cli) => {
  command
    .command('list')
    .alias('ls')
    .description('Who did what')
    .option('--user <user>', 'Only by this user')
    .option('--action <route>', 'Only this, such as instance.stop')
    .option('--limit <number>', 'At most so many', '50')
    .action(async (options: Options) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1) throw usage(`--limit: "${options.limit}" is not a number above 0.`);
      const client = await cli.client();
      const userId = options.user === undefined ? undefined : await objectId(client, 'user', options.user);
      const { action } = options;
      const query = {
        limit: Math.min(limit, 1000),
        ...(userId === undefined ? {} : { userId }),
        ...(action === undefined ? {} : { action }),
      };
      const records = [];
      for await (const record of client.pages('audit.list', query)) if (records.push(record) >= limit) break;
      if (printedPlainly(cli, records)) return;
      const rows = records.map((r) => [
        { text: r.at.replace('T', ' ').replace(/\..*/, '') },
        { text: r.userName ?? (r.count === undefined ? '' : 'strangers') },
        { text: r.action },
        { text: r.object === null ? '' : `${r.object.kind} ${r.object.name ?? r.object.id ?? ''}`.trim() },
        {
          text: r.outcome,
          tone: r.outcome === 'failed' ? toneOf('failed') : toneOf(r.outcome === 'refused' ? 'refused' : 'done'),
        },
        { text: r.code ?? '' },
        { text: r.address },
        { text: r.detail ?? r.message ?? '' },
        { text: r.requestId },
      ]);
      if (rows.length === 0) cli.say('There is nothing in the audit log.');
      else for (const line of renderTable(columns, rows, cli.io.columns, cli.colours)) cli.print(line);
    });
};
