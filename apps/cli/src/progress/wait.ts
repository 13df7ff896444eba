import { type Client, followCommands, type InstanceView, waitFor, WaitTimeout } from '@skerry/sdk';
import type { Cli } from '../cli.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { formatSeconds } from '../output/units.ts';
import { refusedBy } from './follow.ts';
import { createProgress, outcome } from './progress.ts';

/** What is waited for. `settled`: what is wanted is there, whatever it is. */
export type Goal = 'running' | 'exited' | 'stopped' | 'paused' | 'gone' | 'settled' | 'rebooted';
export const goals = ['running', 'exited', 'stopped', 'paused', 'gone', 'settled'] as const satisfies readonly Goal[];

const calm = new Set(['running', 'stopped', 'paused', 'exited']);

export function reached(goal: Goal, view: InstanceView | undefined): boolean {
  if (view === undefined) return true;
  if (view.pendingCommands > 0) return false;
  const settled = calm.has(view.state) && view.observed !== undefined && view.observed.step === undefined;
  switch (goal) {
    // An application that is done has run.
    case 'running':
      return view.state === goal || view.state === 'exited';
    case 'exited':
    case 'stopped':
    case 'paused':
      return view.state === goal;
    case 'rebooted':
      return view.state === 'running' && (view.observed?.reboots ?? 0) >= view.wanted.reboots;
    case 'settled':
      return settled || (view.state === 'stopped' && view.hostId === undefined);
    case 'gone':
      return false;
  }
}

export interface WaitSettings {
  readonly goal: Goal;
  readonly deadlineSeconds: number;
}

/** An instance, and what was ordered of it. */
export interface Awaited {
  readonly id: number;
  readonly name: string;
  readonly clusterId: number;
  readonly commands?: readonly number[];
}

/**
 * Waits for several instances at once and shows how they get on. The deadline and Ctrl-C end only the looking: the
 * work goes on, and the user is told so.
 */
export async function waitForAll(
  cli: Cli,
  things: readonly Awaited[],
  { goal, deadlineSeconds }: WaitSettings,
): Promise<void> {
  const client = await cli.client();
  const progress = createProgress(cli, things);
  const stop = new AbortController();
  const interrupt = () => stop.abort(new CliError('', { exitCode: exitCodes.interrupted }));
  process.once('SIGINT', interrupt);
  const one = async (thing: Awaited): Promise<unknown> => {
    const { id, name } = thing;
    const settled = new AbortController();
    const deadlineMs = deadlineSeconds * 1000;
    void refusalOf(client, thing, deadlineMs, AbortSignal.any([stop.signal, settled.signal])).then(
      (refusal) => refusal && settled.abort(refusal),
    );
    try {
      const view = await waitFor(client, id, (v) => reached(goal, v), {
        deadlineMs,
        signal: AbortSignal.any([stop.signal, settled.signal]),
        onChange: (v) => progress.update(id, v),
        onTrouble: (error) => progress.trouble(error?.message),
      });
      if (view === undefined && goal !== 'gone') {
        progress.done(id, `${name} is gone.`, false);
        return new CliError(`The instance ${name} was deleted meanwhile.`, { exitCode: exitCodes.notFound });
      }
      progress.done(id, outcome(name, view), true);
      return undefined;
    } catch (error) {
      if (stop.signal.aborted) return error;
      if (!(error instanceof WaitTimeout)) {
        progress.done(id, `${name}: ${(error as Error).message}`, false);
        return error;
      }
      const state = error.last === undefined ? 'not seen yet' : error.last.state;
      progress.done(id, `${name} is ${state} after ${formatSeconds(deadlineSeconds)}`, false);
      return tooLate(name, error, goal, deadlineSeconds);
    } finally {
      settled.abort();
    }
  };
  try {
    const failures = (await Promise.all(things.map(one))).filter((f) => f !== undefined);
    if (stop.signal.aborted) throw interrupted(things);
    if (failures[0] !== undefined) throw failures[0];
  } finally {
    process.removeListener('SIGINT', interrupt);
    progress.close();
  }
}

/** What the cluster refused of what was ordered; nothing else ends a wait: the state itself tells the rest. */
async function refusalOf(
  client: Client,
  { id, name, clusterId, commands = [] }: Awaited,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<CliError | undefined> {
  if (commands.length === 0) return undefined;
  const wanted = { instanceId: id, clusterId, deadlineMs, signal, endsWhenCut: false };
  const followed = await followCommands(client, commands, wanted).catch(() => undefined);
  return followed?.outcome === 'refused' ? refusedBy(name, followed.failure) : undefined;
}

function tooLate(name: string, error: WaitTimeout, goal: Goal, seconds: number): CliError {
  const why = error.last?.observed?.failure?.message ?? error.last?.stateReason ?? '';
  return new CliError(`The instance ${name} was not ${goal} after ${formatSeconds(seconds)}. ${why}`.trim(), {
    exitCode: exitCodes.timedOut,
    hint: `The work goes on. \`skerry instance explain ${name}\` says what it waits for; \`--timeout\` waits longer.`,
  });
}

function interrupted(things: readonly { name: string }[]): CliError {
  const names = things.map((t) => t.name).join(' ');
  return new CliError('Stopped watching; the work goes on.', {
    exitCode: exitCodes.interrupted,
    hint: `\`skerry instance wait ${names}\` watches again.`,
  });
}
