import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { parseSeconds } from '../../output/units.ts';
import type { Awaited, Goal } from '../../progress/wait.ts';

export interface WaitFlags {
  readonly wait?: boolean;
  readonly timeout?: string;
}

const defaultTimeout = '10m';

export const addWaitOptions = (command: Command, goal: string): Command =>
  command
    .option('-w, --wait', `Wait until it is ${goal}, and show how it gets on`)
    .option('--timeout <time>', 'Stop waiting after this; the work goes on', defaultTimeout);

export async function waitIfAsked(
  cli: Cli,
  things: readonly Awaited[],
  { wait, timeout }: WaitFlags,
  goal: Goal,
): Promise<void> {
  if (!wait) return;
  const { waitForAll } = await import('../../progress/wait.ts');
  await waitForAll(cli, things, { goal, deadlineSeconds: parseSeconds(timeout ?? defaultTimeout, '--timeout') });
}
