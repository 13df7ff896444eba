import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from '../check.ts';
import { ok, problem, warning } from '../finding.ts';
import { exists } from '../read.ts';

export interface Reading {
  /** Where the state will lie, or the folder above it that exists. */
  readonly directory: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Undefined where the file system does not count them. */
  readonly freeInodes: number | undefined;
}

const gib = 1024 ** 3;
/** Less than this does not hold the images, let alone a disk. */
const leastGib = 2;
/** Less than this and a handful of instances fill it. */
const comfortableGib = 10;
/** State, logs and container trees are many small files. */
const leastInodes = 20_000;

export const diskSpace: Check<Reading> = {
  name: 'disk',
  read: async ({ stateDirectory }) => {
    let directory = stateDirectory;
    while (!(await exists(directory)) && directory !== dirname(directory)) directory = dirname(directory);
    const s = await statfs(directory);
    return {
      directory,
      freeBytes: s.bavail * s.bsize,
      totalBytes: s.blocks * s.bsize,
      freeInodes: s.files === 0 ? undefined : s.ffree,
    };
  },
  judge: ({ directory, freeBytes, totalBytes, freeInodes }) => {
    const text = `${(freeBytes / gib).toFixed(1)} of ${(totalBytes / gib).toFixed(1)} GiB are free at ${directory}`;
    const mend = `df --human-readable ${directory}   # free some, or set SKERRY_STATE to a larger file system`;
    if (freeInodes !== undefined && freeInodes < leastInodes) {
      return [problem(`The file system at ${directory} has room for ${freeInodes} more files only.`, mend)];
    }
    if (freeBytes < leastGib * gib) return [problem(`${text}: at least ${leastGib} are needed.`, mend)];
    if (freeBytes < comfortableGib * gib) return [warning(`${text}: a few instances will fill it.`, mend)];
    return [ok(`${text}.`)];
  },
};
