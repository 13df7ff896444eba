import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export type UntrustedErrorCode =
  /** It is a link, or no plain file: what the owner of the directory put there instead of the file. */
  | 'not-a-plain-file'
  /** It has other names too: writing to it would write to a file that lies elsewhere. */
  | 'has-other-names';

export class UntrustedFileError extends Error {
  readonly code: UntrustedErrorCode;
  constructor(code: UntrustedErrorCode, path: string) {
    super(code === 'not-a-plain-file' ? `${path} is not a plain file` : `${path} has other names elsewhere`);
    this.code = code;
  }
}

/**
 * Opens a file in a directory that somebody else may write to: QEMU's user, a guest's helper, a guest. Whatever he put
 * there, nothing outside of it is opened, no link is followed, and no pipe or device makes us wait. The directory's own
 * path must be ours. Undefined when there is no such file. The caller closes it.
 * @throws UntrustedFileError when it is something else than a plain file.
 */
export async function openUntrusted(path: string, use: 'read' | 'write' = 'read'): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_WRONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
  let file: FileHandle;
  try {
    file = await open(path, (use === 'read' ? O_RDONLY : O_WRONLY) | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // A link; a socket, or a pipe that nobody reads; a folder.
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR')
      throw new UntrustedFileError('not-a-plain-file', path);
    throw error;
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new UntrustedFileError('not-a-plain-file', path);
    if (use === 'write' && found.nlink > 1) throw new UntrustedFileError('has-other-names', path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** At most the last `bytes` of such a file; empty when there is none. */
export async function readUntrustedTail(path: string, bytes: number): Promise<Buffer> {
  const file = await openUntrusted(path);
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

/** All of such a file, where it is short. More than `bytes`: refused, for nobody we know writes so much there. */
export async function readUntrusted(path: string, bytes: number): Promise<Buffer | undefined> {
  const file = await openUntrusted(path);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes + 1), 0, bytes + 1, 0);
    if (bytesRead > bytes) throw new UntrustedFileError('not-a-plain-file', path);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Empties such a file once it is longer than `bytes`. What appends to it goes on. Does nothing when there is none. */
export async function boundUntrusted(path: string, bytes: number): Promise<void> {
  const file = await openUntrusted(path, 'write');
  if (!file) return;
  try {
    if ((await file.stat()).size > bytes) await file.truncate(0);
  } finally {
    await file.close();
  }
}
