import type { FileHandle } from 'node:fs/promises';
import { RequestError } from '@skerry/api/errors';
import { fileSource, inspect } from '@skerry/image-formats';
import { SkerryError } from '@skerry/kit';

/** Throws `file-not-readable` and, for what is not a whole qcow2 in one file, `not-qcow2`. */
export async function virtualBytesOfQcow2(file: FileHandle, path: string): Promise<number> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new RequestError('file-not-readable', `${path} is not a file.`, { field: 'path' });
  try {
    const found = await inspect(fileSource(file, stat.size), { saidToBe: 'qcow2' });
    return found.kind === 'disk' ? found.virtualBytes : 0;
  } catch (error) {
    if (!(error instanceof SkerryError)) throw error;
    const { message, hint } = error.failure;
    const details = { field: 'path', cause: error, ...(hint === undefined ? {} : { hint }) };
    throw new RequestError('not-qcow2', message, details);
  }
}
