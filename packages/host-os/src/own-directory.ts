import { lstat, mkdir } from 'node:fs/promises';
import { run } from './run.ts';

/** Somebody else made the directory, or may write to it: what lies in it is his, also what we believe to have put there. */
export class ForeignDirectoryError extends Error {
  readonly path: string;
  constructor(path: string, what: string) {
    super(`${path} ${what}`);
    this.path = path;
  }
}

/**
 * Makes a directory where everybody may make one, as below /tmp, or takes one that we made earlier: never a link, nor what
 * belongs to another user or others may write to.
 * @throws ForeignDirectoryError
 */
export async function takeOwnDirectory(path: string, us = process.getuid?.() ?? 0): Promise<void> {
  await mkdir(path, { recursive: true });
  const problem = await foreignness(path, us);
  if (problem !== undefined) throw new ForeignDirectoryError(path, problem);
}

/** Undefined: the directory is ours alone; else what is wrong with it, as the end of a sentence. */
export async function foreignness(path: string, us = process.getuid?.() ?? 0): Promise<string | undefined> {
  const found = await lstat(path);
  if (!found.isDirectory()) return 'is no directory of its own';
  if (found.uid !== us) return `belongs to the user ${found.uid}`;
  return (found.mode & 0o022) === 0 ? undefined : 'can be written by others';
}

/** Removes a tree in which others may still exchange names: by rm(1), which follows none, and never into another mount. */
export async function removeTree(path: string): Promise<void> {
  await run('rm', ['--recursive', '--force', '--one-file-system', '--', path], { deadlineMs: 600_000 });
}
