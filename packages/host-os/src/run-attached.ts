import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { CommandError } from './command-error.ts';

export interface AttachedOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** An open file of ours that takes what it says; it is not at our terminal then, and has no input. */
  readonly output?: number | undefined;
}

/**
 * Runs a program at our own terminal, with our own input and output, until it ends. Answers its exit code, as a shell
 * does: 128 and the number of the signal when one ended it. Ctrl-C reaches the program, and it decides.
 */
export async function runAttached(
  command: string,
  args: readonly string[],
  { env = process.env, output }: AttachedOptions = {},
): Promise<number> {
  const stdio: StdioOptions = output === undefined ? 'inherit' : ['ignore', output, output];
  const child = spawn(command, [...args], { stdio, shell: false, env });
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } catch (cause) {
    throw new CommandError({ code: 'command-missing', command, args, deadlineMs: 0, stdout: '', stderr: '' }, cause);
  } finally {
    process.off('SIGINT', ignore);
  }
}
