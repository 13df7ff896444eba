/** Whether what comes finds room on the file system of a datastore. */
import { RequestError } from '@skerry/api/errors';
import { statfs } from 'node:fs/promises';

/** Bytes that must stay free on the file system of images: databases and logs are often on it, too. */
const reserveBytes = 256 * 1024 * 1024;

/** Bytes that may still be written. */
export async function roomIn(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return Math.max(0, bavail * bsize - reserveBytes);
}

/** Throws `disk-full`. Answers how many bytes may come at most. */
export async function assertRoom(directory: string, bytes = 1): Promise<number> {
  const room = await roomIn(directory);
  if (room >= bytes) return room;
  throw new RequestError('disk-full', `${mib(bytes)} MiB are needed in the datastore, and ${mib(room)} MiB are free.`);
}

const mib = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
