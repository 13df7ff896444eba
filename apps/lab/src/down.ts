import { endMachines, findProcesses, removeCgroups, removeTree } from '@skerry/host-os';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabPaths } from './lab-state.ts';
import { endWithLoops } from './loops.ts';
import { labError } from './lab-error.ts';

export interface DownResult {
  /** Nothing was there. */
  readonly nothing: boolean;
  readonly machines: number;
  readonly loops: number;
  /** Loop devices of the machine, whosever, that did not answer. */
  readonly silentLoops: readonly string[];
  readonly cgroups: number;
  /** Where logs were kept; absent with `purge`. */
  readonly logs?: string;
}

/**
 * Takes everything away, also what a killed `up` left behind: what is there is found in /proc, in the kernel's lists and
 * in the directory, not in notes. Guests are not asked: the lab is thrown away. Only the logs stay, unless `purge`.
 */
export async function down(paths: LabPaths, purge: boolean): Promise<DownResult> {
  // A first process is one whose machine has numbers of its own; relays and half-made ones are ended with them.
  const machines = (await findProcesses(paths.marker)).filter(({ numbers }) => numbers.length > 1).length;
  const { loops, silent } = await endWithLoops(paths.nodes, () => endMachines(paths.marker));
  const cgroups = await removeCgroups(paths.key);
  const there = existsSync(paths.root);
  if (there) await removeFiles(paths, purge);
  const kept = existsSync(paths.logs);
  return {
    nothing: !there && machines === 0 && cgroups === 0,
    machines,
    loops,
    silentLoops: silent,
    cgroups,
    ...(kept ? { logs: paths.logs } : {}),
  };
}

async function removeFiles(paths: LabPaths, purge: boolean): Promise<void> {
  try {
    if (purge) return await removeTree(paths.root);
    for (const name of await readdir(paths.root)) {
      if (join(paths.root, name) !== paths.logs) await removeTree(join(paths.root, name));
    }
  } catch (error) {
    throw labError(
      'lab-left-over',
      `Files below ${paths.root} cannot be removed: ${(error as Error).message}.`,
      'See what holds them, and run "skerry lab down" again.',
      error,
    );
  }
}
