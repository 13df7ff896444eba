/**
 * The one way in which an image gets from one place of a machine to another: as a file of its own, by reflink where the
 * file system shares blocks of two files until one is written, else by copying. Never by a hard link: that would be one
 * file in two places, and whoever may write it in one would write it in the other.
 */
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rm } from 'node:fs/promises';
import { contentError } from './content-error.ts';
import { imageDigestOf } from './image-digest.ts';
import { ownImage } from './image-file.ts';
import { ImageWriter, type WrittenImage } from './image-writer.ts';

export interface CopiedImage extends WrittenImage {
  readonly how: 'reflink' | 'copy';
}

const chunkBytes = 1024 * 1024;

/** Other file systems, file systems without reflinks, kernels that say it another way. */
const noReflink = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOTTY', 'ENOSYS', 'EPERM', 'ETXTBSY']);

/**
 * Copies what is open into a new file, and answers the digest of the copy. On return it is on disk, ours and read-only.
 * On a failure nothing is left. A source that has more bytes than `mostBytes`, or grows beyond, is refused.
 */
export async function copyImage(source: FileHandle, target: string, mostBytes = Infinity): Promise<CopiedImage> {
  try {
    assertWithin((await source.stat()).size, mostBytes);
    return (await reflink(source, target)) ?? { how: 'copy', ...(await copy(source, target, mostBytes)) };
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

async function reflink(source: FileHandle, target: string): Promise<CopiedImage | undefined> {
  try {
    // By the open file, not by a path that may lead elsewhere by now.
    await copyFile(`/proc/self/fd/${source.fd}`, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (!noReflink.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  }
  const file = await open(target, 'r');
  try {
    await ownImage(file);
    const digest = await imageDigestOf(file);
    await file.sync();
    return { how: 'reflink', digest, fileBytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}

async function copy(source: FileHandle, target: string, mostBytes: number): Promise<WrittenImage> {
  const writer = await ImageWriter.create(target);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let at = 0; ; ) {
      const { bytesRead } = await source.read(buffer, 0, chunkBytes, at);
      if (bytesRead === 0) return await writer.finish();
      await writer.write(buffer.subarray(0, bytesRead));
      at += bytesRead;
      assertWithin(at, mostBytes);
    }
  } finally {
    await writer.close();
  }
}

/** @throws SkerryError `content-too-large`. */
export function assertWithin(bytes: number, mostBytes: number): void {
  if (bytes > mostBytes) throw contentError('content-too-large', `It has more than ${mostBytes} bytes.`);
}
