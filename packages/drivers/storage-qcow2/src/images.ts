import type { StorageDriver } from '@skerry/driver-contract';
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readQcow2Header } from './qcow2-header.ts';
import { asStorageError, storageError } from './storage-error.ts';
import { createVerifiedFiles } from './verified-files.ts';

type Images = Pick<StorageDriver, 'hasImage' | 'listImages' | 'adoptImage' | 'receiveImage' | 'imagePath'>;

/** Hard links are refused across file systems, on file systems without them, and past their number. */
const notLinkable = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK']);

/**
 * Images by digest. A file under its final name has been verified: it gets that name, by rename, only after its digest
 * was right. If we die before, a `.tmp` file is left, which the next start sweeps away.
 */
export function createImages(directory: string): Images {
  const digestOf = createVerifiedFiles();
  const imagePath = (digest: string) => join(directory, imageFileName(digest));
  const temporaryFor = (digest: string) =>
    join(directory, `.${imageFileName(digest)}.${randomBytes(6).toString('hex')}.tmp`);

  async function hasImage(digest: string): Promise<boolean> {
    return stat(imagePath(digest)).then((found) => found.isFile(), isMissing);
  }

  /** Runs `fill` on a new temporary file and gives it its name; removes it on every other way out. */
  async function publish(digest: string, doing: string, fill: (temporary: string) => Promise<void>): Promise<void> {
    if (await hasImage(digest)) return;
    const temporary = temporaryFor(digest);
    try {
      await fill(temporary);
      await assertUsable(temporary);
      await rename(temporary, imagePath(digest));
      await syncToDisk(directory);
    } catch (error) {
      throw asStorageError(error, doing);
    } finally {
      // Also after a rename that did nothing because both names were links to one file.
      await rm(temporary, { force: true });
    }
  }

  return {
    imagePath,
    hasImage,
    async listImages() {
      const names = await readdir(directory);
      return names.flatMap((name) => /^([0-9a-f]{64})\.qcow2$/.exec(name)?.[1] ?? []).map((hex) => `sha256:${hex}`);
    },
    async adoptImage(digest, path) {
      await publish(digest, 'an image was taken over', async (temporary) => {
        await linkOrCopy(path, temporary);
        const actual = await digestOf(temporary);
        if (actual !== digest) throw wrongDigest(digest, actual);
        const { mode } = await stat(temporary);
        // QEMU's own user must be able to read it.
        if ((mode & 0o444) !== 0o444) await chmod(temporary, mode | 0o444);
      });
    },
    async receiveImage(digest, content, onProgress) {
      try {
        await publish(digest, 'an image was received', (temporary) => receive(digest, content, temporary, onProgress));
      } finally {
        content.destroy();
      }
    },
  };
}

/** File name of an image; refuses what is no digest, so that no caller can name a file elsewhere. */
export function imageFileName(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw storageError('storage-failed', `"${digest}" is not the digest of an image.`);
  return `${hex}.qcow2`;
}

async function receive(
  digest: string,
  content: Readable,
  temporary: string,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  const file = await open(temporary, 'wx', 0o444);
  try {
    let bytes = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.length;
      onProgress(bytes);
    }
    const actual = `sha256:${hash.digest('hex')}`;
    if (actual !== digest) throw wrongDigest(digest, actual);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linkOrCopy(path: string, temporary: string): Promise<void> {
  // link(2) does not follow symbolic links.
  const source = await realpath(path).catch((error: unknown) => {
    throw storageError('image-missing', `There is no image file "${path}" on this host.`, {}, error);
  });
  try {
    await link(source, temporary);
  } catch (error) {
    if (!notLinkable.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    await syncToDisk(temporary);
  }
}

/** An image that names other files would let whoever made it read this host's files through a guest. */
async function assertUsable(path: string): Promise<void> {
  const header = await readQcow2Header(path);
  if (!header) throw storageError('image-corrupt', 'The image is not in the qcow2 format.');
  if (header.backingFile !== undefined || header.externalData) {
    throw storageError('image-corrupt', 'The image refers to another file, which is not allowed.');
  }
}

function wrongDigest(expected: string, actual: string) {
  return storageError('image-corrupt', 'The content of the image is not what its digest says.', { expected, actual });
}

function isMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false;
  throw error;
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
