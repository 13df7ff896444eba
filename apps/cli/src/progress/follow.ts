import { followCommands, type Followed } from '@skerry/sdk';
import { assertNever } from '@skerry/kit';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { fetchNames } from '../objects/names.ts';
import { formatSeconds, parseSeconds } from '../output/units.ts';

/**
 * Changes of an instance have no state to wait for: what the API accepts, its cluster applies or refuses. They are
 * followed to that answer unless somebody asks not to; a cluster that is cut answers when it is back.
 */
export interface FollowFlags {
  readonly wait?: boolean;
  readonly timeout?: string;
}

const defaultTimeout = '30s';

export const addFollowOptions = (command: Command): Command =>
  command
    .option('-w, --wait', 'Wait until its cluster has applied or refused it (so it is unless --no-wait is given)')
    .option('--no-wait', 'Do not wait for what its cluster says')
    .option('--timeout <time>', 'Stop waiting after this; the change still stands', defaultTimeout);

interface Changed {
  readonly id: number;
  readonly name: string;
  readonly clusterId: number;
}

/** Silent for so long, milliseconds: a cluster that answers at once needs no line about it. */
const quietMs = 1_000;

/** True: it is done. False: it is accepted, and that was said. What the cluster refused is thrown. */
export async function followChange(
  cli: Cli,
  instance: Changed,
  commands: readonly number[],
  { wait = true, timeout = defaultTimeout }: FollowFlags,
): Promise<boolean> {
  const { id, name, clusterId } = instance;
  if (commands.length === 0) return true;
  if (!wait) {
    cli.say(`The change of ${name} is accepted; \`skerry instance explain ${name}\` says what became of it.`);
    return false;
  }
  const seconds = parseSeconds(timeout, '--timeout');
  const client = await cli.client();
  const stop = new AbortController();
  const interrupt = () => stop.abort(stoppedLooking(name));
  process.once('SIGINT', interrupt);
  const notice = setTimeout(() => cli.say(`Waiting for the cluster to answer the change of ${name}…`), quietMs);
  try {
    const deadlineMs = seconds * 1000;
    const signal = stop.signal;
    const followed = await followCommands(client, commands, { instanceId: id, clusterId, deadlineMs, signal });
    return await judge(cli, instance, followed, seconds);
  } finally {
    clearTimeout(notice);
    process.removeListener('SIGINT', interrupt);
  }
}

async function judge(cli: Cli, { name, clusterId }: Changed, followed: Followed, seconds: number): Promise<boolean> {
  switch (followed.outcome) {
    case 'applied':
      return true;
    case 'refused':
      throw refusedBy(name, followed.failure);
    case 'cut': {
      const cluster = (await fetchNames(await cli.client(), ['cluster'])).of('cluster', clusterId);
      cli.say(`The change of ${name} is accepted, and waits for the cluster ${cluster}, whose link is cut.`);
      return false;
    }
    case 'waiting':
      throw new CliError(`The cluster has not answered the change of ${name} within ${formatSeconds(seconds)}.`, {
        exitCode: exitCodes.timedOut,
        hint: `The change stands. \`skerry instance explain ${name}\` says what became of it; \`--timeout\` waits longer.`,
      });
    default:
      return assertNever(followed);
  }
}

/** What a cluster refused after the API had accepted it. */
export const refusedBy = (name: string, failure: { message: string; hint?: string | undefined }): CliError =>
  new CliError(`The cluster refused it: ${failure.message}`, {
    exitCode: exitCodes.refused,
    hint: failure.hint ?? `\`skerry instance explain ${name}\` says how ${name} is now.`,
  });

const stoppedLooking = (name: string): CliError =>
  new CliError('Stopped watching; the change still stands.', {
    exitCode: exitCodes.interrupted,
    hint: `\`skerry instance explain ${name}\` says what became of it.`,
  });
