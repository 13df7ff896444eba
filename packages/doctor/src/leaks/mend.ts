import { CommandError, run, stopProcess } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';
import { openSqliteStore } from '@skerry/store';
import { existsSync } from 'node:fs';
import type { Leak, MendStep } from './leak.ts';

export interface Mended {
  readonly leak: Leak;
  /** Absent: it is done. Else a sentence. */
  readonly failure?: string;
}

/** What `mendLeaks` would do: all that is safe, and disks whose number is named. */
export const mendable = (leaks: readonly Leak[], diskIds: readonly number[]): Leak[] =>
  leaks.filter(
    ({ mend }) => mend.kind === 'safe' || (mend.kind === 'data' && diskIds.includes(mend.diskId ?? Number.NaN)),
  );

/** Mends one after the other, in the order given; one that fails does not keep the others. Look again afterwards. */
export async function mendLeaks(leaks: readonly Leak[]): Promise<Mended[]> {
  const results: Mended[] = [];
  for (const leak of leaks) {
    try {
      for (const step of leak.mend.steps) await take(step);
      results.push({ leak });
    } catch (error) {
      if (!(error instanceof CommandError) && !(error instanceof SkerryError)) throw error;
      results.push({ leak, failure: error.message });
    }
  }
  return results;
}

/** Milliseconds for a process to end by itself: an export writes what it holds first. */
const graceMs = 30_000;

async function take(step: MendStep): Promise<void> {
  switch (step.do) {
    case 'run': {
      const [command = '', ...args] = step.argv;
      // What went by itself meanwhile, or with what was mended before it, needs no command.
      if (command === 'rm' && !existsSync(args.at(-1) ?? '')) return;
      await run(command, args, { okCodes: command === 'pkill' ? [0, 1] : [0] });
      return;
    }
    case 'stop':
      await stopProcess(step.pid, { graceMs, startTime: step.startTime });
      return;
    case 'commit': {
      const store = await openSqliteStore(step.store);
      try {
        await store.commit({ conditions: step.conditions, writes: step.writes });
      } finally {
        await store.close();
      }
    }
  }
}
