import type { Register } from '../cli.ts';
import { routes } from '@skerry/contract';
import { didYouMean } from '@skerry/kit';
import { usage } from '../failure/cli-error.ts';
import { objectId } from '../objects/object-ref.ts';
import { toneOf } from '../output/palette.ts';
import { printedPlainly } from '../output/show.ts';
import { clockOf, formatTime } from '../output/time.ts';
import { formatAge } from '../output/units.ts';
import { limitOf } from '../verbs/list-query.ts';
import { renderTable, type TableColumn } from '../output/table.ts';

interface Options {
  readonly user?: string;
  readonly action?: string;
  readonly limit: string;
}

const columns: readonly TableColumn[] = [
  { title: 'TIME', priority: 1 },
  { title: 'AGO', priority: 4, right: true },
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
      const limit = limitOf(options);
      checkAction(options.action);
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
      const clock = clockOf(cli.io.env);
      const rows = records.map((r) => [
        { text: formatTime(r.at, clock) },
        { text: formatAge(r.at, clock.now) },
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

/** What is audited are routes; records of routes that an older server had are found by their user. */
function checkAction(action: string | undefined): void {
  if (action === undefined || action in routes) return;
  const hint = didYouMean(action, Object.keys(routes)) ?? 'Actions are routes of the API, such as instance.stop.';
  throw usage(`--action: there is no action "${action}".`, `${hint} \`skerry api\` lists them.`);
}
