/**
 * The place of one run outside of its machine: a directory for all files, whose name names its cgroup and its machine
 * too. Whoever holds the lock on the directory owns the run; the kernel lets go of it when that process ends, however it
 * ends. So a directory whose lock is free was left by a run that was killed, and the next run takes it all away.
 */
import {
  endMachines,
  type FileLock,
  foreignness,
  heldLoops,
  lockFile,
  releaseLoopsOf,
  removeCgroups,
  run,
  silentLoops,
} from '@skerry/host-os';
import { chmod, mkdtemp, readdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Short: the path of a guest's socket has at most 107 bytes, and most of them are taken. */
const name = 'skt-';

export interface Place {
  readonly directory: string;
  /** From the root of every hierarchy. */
  readonly cgroup: string;
  /** Words among the arguments of the machine's first process. */
  readonly marker: readonly string[];
  /** Takes away everything, and ends what runs in it. */
  remove(): Promise<void>;
}

/** A place of our own. */
export async function takePlace(): Promise<Place> {
  // Under a name that nobody sweeps until it is locked.
  const made = await mkdtemp(join(tmpdir(), `.${name}`));
  const lock = await lockFile(made);
  const directory = join(dirname(made), basename(made).slice(1));
  await rename(made, directory);
  // QEMU's user and the roots of containers must pass.
  await chmod(directory, 0o711);
  return placeAt(directory, lock);
}

/** Takes away what runs left that were killed. Answers their directories. */
export async function sweepPlaces(): Promise<string[]> {
  const swept: string[] = [];
  for (const entry of await readdir(tmpdir())) {
    if (!entry.startsWith(name)) continue;
    const directory = join(tmpdir(), entry);
    // Anybody may make such a name in a directory for all.
    if ((await foreignness(directory).catch(() => 'is gone')) !== undefined) continue;
    const lock = await lockFile(directory).catch(() => undefined);
    if (!lock) continue;
    await placeAt(directory, lock).remove();
    swept.push(directory);
  }
  return swept;
}

function placeAt(directory: string, lock: FileLock | undefined): Place {
  const marker = ['skerry-tests', directory];
  const cgroup = `skerry-tests-${basename(directory).slice(name.length)}`;
  return {
    directory,
    cgroup,
    marker,
    async remove() {
      const { released, silent } = await releaseLoopsOf(directory);
      await endMachines(marker);
      const held = await heldLoops(released);
      await removeCgroups(cgroup);
      if (silent.length > 0) console.error(`${silentLoops(silent).message} ${silentLoops(silent).hint}`);
      // What a loop device still reads stays, or nobody could tell whose it was.
      if (held.length > 0) throw new Error(`Loop devices are held by somebody: ${held.join(', ')} over ${directory}.`);
      await run('rm', ['--recursive', '--force', '--one-file-system', directory], { deadlineMs: 120_000 });
      await lock?.release();
    },
  };
}
