import { text as readAll } from 'node:stream/consumers';
import type { Readable, Writable } from 'node:stream';
import { CliError, usage } from './failure/cli-error.ts';
import { exitCodes } from './failure/exit-code.ts';
import type { Cli } from './cli.ts';

const streams = (cli: Cli): { input: Readable; output: Writable } => ({ input: cli.io.stdin, output: cli.io.stderr });
const cancelled = (): CliError => new CliError('Nothing was done.', { exitCode: exitCodes.interrupted });

/** Asks before something is lost. Where nobody can answer, only `--yes` goes on. */
export async function confirmLoss(cli: Cli, lost: readonly string[], yes: boolean | undefined): Promise<void> {
  if (yes) return;
  const what = lost.join('; ');
  if (!cli.io.canAsk) {
    throw usage(`This would delete ${what}.`, 'Nobody can be asked here: add --yes if that is what you want.');
  }
  const { confirm, isCancel } = await import('@clack/prompts');
  const message = `Delete ${what}? This cannot be undone.`;
  const answer = await confirm({ message, initialValue: false, ...streams(cli) });
  if (isCancel(answer) || !answer) throw cancelled();
}

/** For what others lose: the name of it is typed, or nothing is done. */
export async function confirmByName(cli: Cli, question: string, name: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!cli.io.canAsk) throw usage(question, 'Nobody can be asked here: add --yes if that is what you want.');
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message: `${question} Type "${name}" to do it.`, ...streams(cli) });
  if (isCancel(answer) || answer !== name) throw cancelled();
}

export async function askText(cli: Cli, message: string, initialValue?: string): Promise<string> {
  if (!cli.io.canAsk) throw usage(`${message} is not known, and nobody can be asked here.`, 'Give it as an option.');
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message, ...(initialValue === undefined ? {} : { initialValue }), ...streams(cli) });
  if (isCancel(answer)) throw cancelled();
  return answer;
}

/** A password never stands on the command line: it is asked for, or read from standard input. */
export async function askPassword(cli: Cli, message: string, fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await readAll(cli.io.stdin)).replace(/\r?\n$/, '');
  if (!cli.io.canAsk) {
    throw usage('A password is needed, and nobody can be asked here.', 'Pipe it in and add --password-stdin.');
  }
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message, ...streams(cli) });
  if (isCancel(answer)) throw cancelled();
  return answer;
}
