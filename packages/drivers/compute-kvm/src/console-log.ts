/**
 * What a guest printed. The directory is root's, and QEMU's user writes only what was opened for it; should anything else
 * lie under these names all the same, nothing outside is read or written.
 */
import { boundUntrusted, readUntrustedTail } from '@skerry/host-os';
import { constants } from 'node:fs';
import { lstat, open, rm } from 'node:fs/promises';
import type { GuestFiles } from './guest-files.ts';

/** Bytes after which a console log is cut. Two such files are kept at most: a guest in a boot loop fills no disk. */
const longestLog = 1024 * 1024;

/**
 * Cuts a console log that has grown long. QEMU keeps the file open and appends (O_APPEND), so cutting it to nothing is
 * safe; what it writes between copying and cutting is lost, a line at most.
 */
export async function cutConsoleLog(files: GuestFiles, longest = longestLog): Promise<void> {
  const { size } = (await lstat(files.consoleLog).catch(undefinedIfMissing)) ?? { size: 0 };
  if (size <= longest) return;
  const newest = await readUntrustedTail(files.consoleLog, size);
  await rm(files.olderConsoleLog, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const older = await open(files.olderConsoleLog, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await older.writeFile(newest);
  } finally {
    await older.close();
  }
  await boundUntrusted(files.consoleLog, longest);
}

/** The last bytes of what the guest printed. */
export async function readConsoleLog(files: GuestFiles, bytes: number): Promise<string> {
  const newest = await readUntrustedTail(files.consoleLog, bytes);
  const older =
    newest.length < bytes ? await readUntrustedTail(files.olderConsoleLog, bytes - newest.length) : Buffer.alloc(0);
  const log = Buffer.concat([older, newest]);
  // A cut character would grow when it is replaced: drop the continuation bytes of UTF-8 at the start.
  let start = 0;
  while (start < log.length && start < 3 && ((log[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return log.subarray(start).toString();
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
