import { Option } from 'commander';
import type { Cli, Register } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { objectId } from '../objects/object-ref.ts';
import { toneOf } from '../output/palette.ts';
import { printedPlainly, printObject } from '../output/show.ts';
import { renderTable, type TableColumn } from '../output/table.ts';
import { formatAge } from '../output/units.ts';

interface Options {
  readonly cluster?: string;
  readonly state?: 'waiting' | 'answered';
  readonly limit: string;
}

const columns: readonly TableColumn[] = [
  { title: 'NUMBER', priority: 1, right: true },
  { title: 'AGE', priority: 2, right: true },
  { title: 'WHAT', priority: 1 },
  { title: 'INSTANCE', priority: 1, shrinkTo: 12 },
  { title: 'STATE', priority: 1 },
  { title: 'BY', priority: 3, shrinkTo: 8 },
  { title: 'WHY', priority: 4, shrinkTo: 16 },
];

export const register: Register = (command, cli) => {
  command
    .command('list')
    .alias('ls')
    .description('What was asked of clusters, newest first')
    .option('--cluster <cluster>', 'Only of this cluster')
    .addOption(new Option('--state <state>', 'Only these').choices(['waiting', 'answered']))
    .option('--limit <number>', 'At most so many', '50')
    .action((options: Options) => list(cli, options));

  command
    .command('show')
    .alias('get')
    .description('What became of a command')
    .argument('<number>', 'Its number')
    .action(async (text: string) => {
      const { data } = await (await cli.client()).call('command.get', { params: { id: numberOf(text) } });
      await printObject(cli, data);
    });

  command
    .command('cancel')
    .description('Take back a command that its cluster has not answered')
    .argument('<number>', 'Its number')
    .action(async (text: string) => {
      const { data } = await (await cli.client()).call('command.cancel', { params: { id: numberOf(text) } });
      if (printedPlainly(cli, data)) return;
      cli.say(`The command ${data.id} (${data.type}) is taken back. If its cluster has done it already, that holds.`);
    });
};

async function list(cli: Cli, { cluster, state, limit: text }: Options): Promise<void> {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw usage(`--limit: "${text}" is not a number above 0.`);
  const client = await cli.client();
  const clusterId = cluster === undefined ? undefined : await objectId(client, 'cluster', cluster);
  const query = {
    limit: Math.min(limit, 200),
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(state === undefined ? {} : { state }),
  };
  const commands = [];
  for await (const one of client.pages('command.list', query)) if (commands.push(one) >= limit) break;
  if (printedPlainly(cli, commands)) return;
  const now = new Date();
  const rows = commands.map((one) => [
    { text: String(one.id) },
    { text: formatAge(one.issuedAt, now) },
    { text: one.type },
    { text: one.instanceName ?? (one.instanceId === undefined ? '' : String(one.instanceId)) },
    {
      text: one.cancelled && one.state === 'waiting' ? 'taken back' : one.state,
      tone:
        one.state === 'refused' ? toneOf('refused') : one.state === 'waiting' ? ('busy' as const) : ('plain' as const),
    },
    { text: one.userName ?? `user ${one.userId}` },
    { text: one.failure?.message ?? '' },
  ]);
  if (rows.length === 0) cli.say('There are no commands to show.');
  else for (const line of renderTable(columns, rows, cli.io.columns, cli.colours)) cli.print(line);
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usage(`"${text}" is not the number of a command.`, 'See `skerry command list`.');
  return Number(text);
}
