import { linkOrCopy } from './link-or-copy.ts';
import type { BuiltGuestKernel } from './finished-kernel.ts';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts the kernel of guests where a host looks for it. Guests that run have read theirs. Dying in between leaves the old
 * one, or none for as long as two renames take, and a directory beside it that the next call removes.
 */
export async function placeGuestKernel(kernel: BuiltGuestKernel, directory: string): Promise<void> {
  const [fresh, old] = [`${directory}.new`, `${directory}.old`];
  for (const path of [fresh, old]) await rm(path, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o755 });
  for (const name of await readdir(kernel.directory)) {
    await linkOrCopy(join(kernel.directory, name), join(fresh, name));
  }
  await rename(directory, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, directory);
  await rm(old, { recursive: true, force: true });
}
