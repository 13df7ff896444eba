import { consoleCloseCodes } from '@skerry/contract';
import { terminalOf } from '@skerry/domain';
import { type Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { type Screen, talk } from '../../console/talk.ts';
import { choiceOption } from '../../fields/choice.ts';
import { CliError } from '../../failure/cli-error.ts';
import { type ExitCode, exitCodes } from '../../failure/exit-code.ts';
import { readAll } from '../../verbs/delete.ts';

export function addConsole(command: Command, cli: Cli): void {
  command
    .command('console')
    .description('A shell in a container, the serial console of a VM, in this terminal. Ctrl-] or ~. leaves it')
    .argument('<instance>', 'Name or number')
    .addOption(choiceOption('--type <type>', 'Which console; what the instance has', ['serial', 'shell']))
    .action(async (ref: string, { type: wanted }: { type?: 'serial' | 'shell' }) => {
      const client = await cli.client();
      const [instance] = await readAll(cli, 'instance', [ref]);
      if (instance === undefined) return;
      const type = wanted ?? terminalOf(instance.kind);
      const { data: ticket } = await client.call('instance.console', { params: { id: instance.id }, body: { type } });
      const screen = cli.io.stdout as Screen;
      if (cli.io.canAsk)
        cli.say(`Connected to ${instance.name} (${type}). Ctrl-] or ~. at the start of a line leaves.`);
      const url = client.url.replace(/^http/, 'ws') + ticket.path;
      const end = await talk({
        url,
        protocols: ticket.protocols,
        isShell: type === 'shell',
        stdin: cli.io.stdin,
        screen,
      });
      if (end === 'typed') return;
      if (end === 'left') return cli.say(`\nYou left ${instance.name}; it goes on.`);
      const exitCode = exitCodeOf[end.code] ?? exitCodes.failed;
      if (exitCode !== exitCodes.ok) {
        throw new CliError(end.reason || 'The connection to the console was lost.', {
          exitCode,
          hint: `Look at it with \`skerry instance explain ${instance.name}\`, then open the console again.`,
        });
      }
      cli.say(`\n${end.reason}`);
    });
}

const exitCodeOf: Readonly<Record<number, ExitCode>> = {
  [consoleCloseCodes.ended]: exitCodes.ok,
  [consoleCloseCodes.stopped]: exitCodes.ok,
  [consoleCloseCodes.refused]: exitCodes.refused,
  [consoleCloseCodes.revoked]: exitCodes.refused,
  [consoleCloseCodes.cut]: exitCodes.unreachable,
  [consoleCloseCodes.restarting]: exitCodes.unreachable,
  1006: exitCodes.unreachable,
};
