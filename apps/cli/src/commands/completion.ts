import { Option } from 'commander';
import type { Register } from '../cli.ts';
import { scripts } from '../completion/scripts.ts';

/** Prints the script that makes the shell ask `skerry __complete`. */
export const register: Register = (command, cli) => {
  for (const [shell, { script, where }] of Object.entries(scripts)) {
    command
      .command(shell)
      .description(`For ${shell}: ${where}`)
      .addOption(new Option('--command <name>', 'Name of the command').default('skerry').hideHelp())
      .action(({ command: name }: { command: string }) => cli.print(script(name)));
  }
};
