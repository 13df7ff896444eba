import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface WriteOptions {
  readonly mode?: number;
  /**
   * False: not on disk yet on return. After a power cut the old contents may be there, the new, or none. For what is
   * made again, or is of no use, once nothing runs any more: two syncs are most of the time that a file takes.
   */
  readonly lasting?: boolean;
}

/**
 * Replaces a file as a whole: a reader, or we after a power cut, find the old contents or the new, never a part. On
 * return the new contents are on disk.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const lasting = options.lasting ?? true;
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o644);
    try {
      await file.writeFile(data);
      if (lasting) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (!lasting) return;
  // The rename itself lives in the directory.
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
