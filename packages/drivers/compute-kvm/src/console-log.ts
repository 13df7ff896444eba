import { copyFile, open, stat, truncate } from 'node:fs/promises';
import type { GuestFiles } from './guest-files.ts';

/** Bytes after which a console log is cut. Two such files are kept at most: a guest in a boot loop fills no disk. */
const longestLog = 1024 * 1024;

/**
 * Cuts a console log that has grown long. QEMU keeps the file open and appends (O_APPEND), so cutting it to nothing is
 * safe; what it writes between copying and cutting is lost, a line at most.
 */
export async function cutConsoleLog(files: GuestFiles, longest = longestLog): Promise<void> {
  const size = (await stat(files.consoleLog).catch(undefinedIfMissing))?.size ?? 0;
  if (size <= longest) return;
  await copyFile(files.consoleLog, files.olderConsoleLog);
  await truncate(files.consoleLog, 0);
}

/** The last bytes of what the guest printed. */
export async function readConsoleLog(files: GuestFiles, bytes: number): Promise<string> {
  const newest = await tail(files.consoleLog, bytes);
  const older = newest.length < bytes ? await tail(files.olderConsoleLog, bytes - newest.length) : Buffer.alloc(0);
  const log = Buffer.concat([older, newest]);
  // A cut character would grow when it is replaced: drop the continuation bytes of UTF-8 at the start.
  let start = 0;
  while (start < log.length && start < 3 && ((log[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return log.subarray(start).toString();
}

async function tail(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r').catch(undefinedIfMissing);
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
