import { type Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { choiceOption } from '../../fields/choice.ts';
import { readAll } from '../../verbs/delete.ts';
import { objectId } from '../../objects/object-ref.ts';
import { printedPlainly } from '../../output/show.ts';
import { printHistory } from '../../output/history.ts';
import { printSamples } from '../../output/samples.ts';
import { parseMiB, parseSeconds } from '../../output/units.ts';
import { type Goal, goals } from '../../progress/wait.ts';
import { followLogs, type LogsOptions } from './logs.ts';
import { waitIfAsked } from './wait-options.ts';

const largestLog = 1_048_576;

export function addLookVerbs(command: Command, cli: Cli): void {
  command
    .command('log')
    .description('What the guest printed on its console')
    .argument('<instance>', 'Name or number')
    .option('--size <size>', 'How much of the end, such as 64K', '64K')
    .action(async (ref: string, { size }: { size: string }) => {
      const client = await cli.client();
      const bytes = Math.min(largestLog, parseBytes(size));
      const id = await objectId(client, 'instance', ref);
      const { data } = await client.call('instance.console-log', { params: { id }, query: { bytes } });
      if (printedPlainly(cli, data)) return;
      if (data.text === '') cli.say('The guest has printed nothing yet.');
      else cli.io.stdout.write(data.text.endsWith('\n') ? data.text : `${data.text}\n`);
    });

  command
    .command('logs')
    .description('What an instance prints, line by line')
    .argument('<instance>', 'Name or number')
    .option('-f, --follow', 'Go on until Ctrl-C')
    .option('--tail <number>', 'Only so many of the last lines')
    .option('--since <time>', 'Only what was printed since, such as 10m or 2026-11-29T12:00:00Z')
    .option('-t, --timestamps', 'Say when each line was printed, where that is known')
    .action((ref: string, options: LogsOptions) => followLogs(cli, ref, options));

  command
    .command('history')
    .description('What happened to it, and what was asked of it, newest first')
    .argument('<instance>', 'Name or number')
    .action(async (ref: string) => {
      const client = await cli.client();
      const id = await objectId(client, 'instance', ref);
      printHistory(cli, (await client.call('instance.history', { params: { id } })).data);
    });

  command
    .command('samples')
    .description('Processor, memory, disk and network over time')
    .argument('<instance>', 'Name or number')
    .option('--since <time>', 'How far back', '10m')
    .action(async (ref: string, { since }: { since: string }) => {
      const client = await cli.client();
      const seconds = parseSeconds(since, '--since');
      const id = await objectId(client, 'instance', ref);
      printSamples(
        cli,
        (await client.call('instance.samples', { params: { id }, query: { seconds } })).data,
        'instance',
      );
    });

  command
    .command('wait')
    .description('Wait until instances are in a state; shows how they get on')
    .argument('<instance...>', 'Names or numbers')
    .addOption(choiceOption('--for <state>', 'What to wait for', goals).default('settled'))
    .option('--timeout <time>', 'Stop waiting after this', '10m')
    .action(async (refs: string[], { for: goal, timeout }: { for: Goal; timeout: string }) => {
      const instances = await readAll(cli, 'instance', refs);
      await waitIfAsked(cli, instances, { wait: true, timeout }, goal);
    });
}

/** "64K" is a number of bytes here; the API's sizes are MiB everywhere else. */
const parseBytes = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Math.round(parseKiB(text) * 1024));
const parseKiB = (text: string): number =>
  /k(i?b)?$/i.test(text) ? Number.parseFloat(text) : parseMiB(text, '--size') * 1024;
