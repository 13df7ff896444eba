import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import type { Cli } from '../../cli.ts';
import { CliError, usage } from '../../failure/cli-error.ts';
import { exitCodes } from '../../failure/exit-code.ts';
import { openLab } from './open-lab.ts';

/** Looking into one machine of the lab. */
export function addEnter(command: Command, cli: Cli): void {
  command
    .command('exec')
    .description('Run a command in a machine: skerry lab exec host2 -- ip address')
    .argument('<machine>')
    .argument('<command...>')
    .action(async (name: string, words: string[], _: unknown, self: Command) => {
      const lab = await openLab(cli, self);
      const [program = '', ...args] = words;
      const line = await lab.commandIn(name, program, args);
      const { runAttached } = await import('@skerry/host-os');
      cli.exitCode = await runAttached(line.command, line.args);
    });
  command
    .command('logs')
    .description('What the service of a machine has said')
    .argument('<machine>')
    .option('-n, --lines <n>', 'This many from the end', '40')
    .option('-f, --follow', 'And what it goes on to say')
    .action(async (name: string, { lines, follow }: { lines: string; follow?: boolean }, self: Command) => {
      if (!/^\d+$/.test(lines)) throw usage(`--lines: "${lines}" is not a number.`);
      const lab = await openLab(cli, self);
      const file = lab.paths.log(name);
      if (!existsSync(file)) {
        throw new CliError(`There is no log of "${name}".`, {
          exitCode: exitCodes.notFound,
          hint: 'See the machines with: skerry lab status',
        });
      }
      const { runAttached } = await import('@skerry/host-os');
      cli.exitCode = await runAttached('tail', ['-n', lines, ...(follow ? ['-F'] : []), file]);
    });
  command
    .command('forward', { hidden: true })
    .argument('<port>')
    .action(async (port: string) => {
      const { forward } = await import('@skerry/lab/forward');
      forward(Number(port));
    });
}
