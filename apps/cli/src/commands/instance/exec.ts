import { commandEnded, consoleCloseCodes } from '@skerry/contract';
import { consoleRefusal } from '@skerry/domain';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { talk } from '../../console/talk.ts';
import { CliError } from '../../failure/cli-error.ts';
import { exitCodes } from '../../failure/exit-code.ts';
import { readAll } from '../../verbs/delete.ts';

export function addExec(command: Command, cli: Cli): void {
  command
    .command('exec')
    .description('Run a program in an instance, beside what it runs; ends with its status')
    .argument('<instance>', 'Name or number')
    .argument('<command...>', 'Program and arguments, behind "--"')
    .option('-t, --terminal', 'On a terminal of its own, such as for a shell')
    .addHelpText('after', '\nExample: skerry instance exec web -- ls -l /srv')
    .action((ref: string, words: string[], { terminal }: { terminal?: true }) =>
      exec(cli, ref, words, terminal === true),
    );
}

async function exec(cli: Cli, ref: string, command: string[], terminal: boolean): Promise<void> {
  const client = await cli.client();
  const [instance] = await readAll(cli, 'instance', [ref]);
  if (instance === undefined) return;
  const { data: ticket } = await client.call('instance.console', {
    params: { id: instance.id },
    body: { type: 'shell', command, terminal },
  });
  const end = await talk({
    url: client.url.replace(/^http/, 'ws') + ticket.path,
    protocols: ticket.protocols,
    isShell: true,
    isCommand: !terminal,
    stdin: cli.io.stdin,
    screen: cli.io.stdout,
  });
  if (end === 'left' || end === 'typed') return;
  const status = end.code - commandEnded;
  if (status >= 0 && status <= 255) {
    cli.exitCode = status;
    return;
  }
  throw new CliError(end.reason || 'The connection to the instance was lost.', {
    exitCode: end.code === consoleCloseCodes.refused ? exitCodes.refused : exitCodes.failed,
    hint: consoleRefusal('shell', instance.kind, 'running') ?? `Look at it with \`skerry instance explain ${ref}\`.`,
  });
}
