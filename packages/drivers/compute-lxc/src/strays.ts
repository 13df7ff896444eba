import { stopProcess } from '@skerry/host-os';
import { readdir, readFile } from 'node:fs/promises';
import { undefinedIfMissing } from './guest-files.ts';

/** Live processes that have one of these words among their arguments. */
export async function processesWith(words: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const matches = await Promise.all(
    pids.map(async (pid) => {
      const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(undefinedIfMissing)) ?? '';
      return pid !== process.pid && line.split('\0').some((argument) => words.includes(argument)) ? [pid] : [];
    }),
  );
  return matches.flat();
}

/** Milliseconds for a command to come to its own end: killing e2fsck or resize2fs half-way helps nobody. */
const ownEndMs = 60_000;

/**
 * If we were killed in the middle of a step, the command of that step goes on without us, and would mount or attach what
 * is being taken down. So a clean-up first waits for such commands, and ends those that do not end.
 */
export async function settleStrays(words: readonly string[]): Promise<void> {
  const end = performance.now() + ownEndMs;
  for (;;) {
    const pids = await processesWith(words);
    if (pids.length === 0) return;
    if (performance.now() > end) for (const pid of pids) await stopProcess(pid, { graceMs: 2_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
