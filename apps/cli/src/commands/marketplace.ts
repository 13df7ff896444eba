import { type InstanceKind, instanceKinds } from '@skerry/domain';
import type { Answer } from '@skerry/sdk';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { choiceOption } from '../fields/choice.ts';
import { objectId } from '../objects/object-ref.ts';
import { entryLines } from '../output/entries.ts';
import { printedPlainly, printObject } from '../output/show.ts';
import { clockOf } from '../output/time.ts';
import { formatAge } from '../output/units.ts';
import type { Before } from '../verbs/create.ts';
import { fetchEntries } from '../verbs/fetch-entries.ts';
import { limitOf } from '../verbs/list-query.ts';

interface Wanted {
  readonly architecture?: string;
  readonly kind?: InstanceKind;
}

export function addMarketplaceVerbs(command: Command, cli: Cli): void {
  const verb = (name: string, description: string) =>
    command.command(name).description(description).argument('<marketplace>', 'Name or number');
  const wanted = (to: Command) =>
    to
      .option('--architecture <architecture>', 'For this one, such as x86_64')
      .addOption(choiceOption('--kind <kind>', 'What can become this', instanceKinds));

  wanted(verb('search', 'Search what a marketplace has').argument('[words...]', 'All must occur; none: everything'))
    .option('--limit <number>', 'At most so many (default: 50)')
    .action(async (ref: string, words: string[], { limit = '50', ...asked }: Wanted & { limit?: string }) => {
      const most = limitOf({ limit });
      const client = await cli.client();
      const id = await objectId(client, 'marketplace', ref);
      const found = await fetchEntries(client, id, { ...asked, q: words.join(' ') }, most);
      if (printedPlainly(cli, found)) return;
      for (const line of entryLines(cli, found.items)) cli.print(line);
      tellWhatIsMissing(cli, found);
    });

  verb('versions', 'What can stand for a version of something there')
    .argument('<reference>', 'As "skerry marketplace search" shows it')
    .action(async (ref: string, reference: string) => {
      const client = await cli.client();
      const id = await objectId(client, 'marketplace', ref);
      const { data } = await client.call('marketplace.versions', { params: { id }, query: { reference } });
      if (printedPlainly(cli, data)) return;
      for (const version of data.items) cli.print(version);
      if (data.next !== undefined) cli.say(`These are the first ${data.items.length}.`);
    });

  wanted(
    verb('offer', 'What would be imported, now: version, size, digest, what it starts').argument(
      '<reference>',
      'Such as nginx:1.27 or debian/12',
    ),
  ).action(async (ref: string, reference: string, asked: Wanted) => {
    const client = await cli.client();
    const id = await objectId(client, 'marketplace', ref);
    const options = { params: { id }, query: { reference, ...asked } };
    await printObject(cli, (await client.call('marketplace.offer', options)).data);
  });

  verb('refresh', 'Read its list anew').action(async (ref: string) => {
    const client = await cli.client();
    const id = await objectId(client, 'marketplace', ref);
    const { data } = await client.call('marketplace.refresh', { params: { id } });
    if (cli.globals.output !== 'table') return printObject(cli, data);
    cli.say(data.entries === undefined ? `${data.name} answers.` : `${data.name} has ${data.entries} entries.`);
  });
}

type Found = Awaited<ReturnType<typeof fetchEntries>>;

/** To people; what is printed stays what was found. */
function tellWhatIsMissing(cli: Cli, { items, total = items.length, asOf, stale }: Found): void {
  if (items.length === 0) cli.say('Nothing there is called so.');
  if (total > items.length) cli.say(`${items.length} of ${total} are shown; --limit shows more.`);
  if (stale === undefined) return;
  cli.say(`This is what there was ${formatAge(asOf, clockOf(cli.io.env).now)} ago. ${stale.message}`);
}

/** Whether it would be reached, before it is made. */
export const checkedBefore = (cli: Cli): Before => ({
  options: (create) =>
    create
      .option('--check', 'Make it only if it answers')
      .option('--dry-run', 'Make nothing: say whether it would be reached'),
  async ask(body, { check, dryRun }) {
    if (check !== true && dryRun !== true) return true;
    const { data } = await (await cli.client()).callAny('marketplace.check', { body });
    const { reached, message, hint } = data as Answer<'marketplace.check'>;
    if (!reached)
      throw new CliError(message, { exitCode: exitCodes.unreachable, ...(hint === undefined ? {} : { hint }) });
    cli.say(message);
    return dryRun !== true;
  },
});
