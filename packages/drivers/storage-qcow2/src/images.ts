import { maxDiskBytes } from '@skerry/domain';
import type { StorageDriver } from '@skerry/driver-contract';
import { asidePath, copyImage, ImageWriter, openImage, ownImage, setAside, VerifiedImages } from '@skerry/image-store';
import type { Log } from '@skerry/kit';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readQcow2Header } from './qcow2-header.ts';
import { asStorageError, storageError } from './storage-error.ts';

interface Images
  extends Pick<StorageDriver, 'hasImage' | 'listImages' | 'adoptImage' | 'receiveImage' | 'imagePath' | 'checkImages'> {
  /** Before a new disk builds on it. @throws SkerryError `image-missing`, also when what lay there was another content. */
  assertSound(digest: string): Promise<void>;
  /** Takes back what an older build gave to QEMU, or had only as another name of the datastore's own file. */
  ownAll(): Promise<void>;
  remove(digest: string): Promise<void>;
}

/**
 * Images by digest, ours and read-only. A file under its final name has been verified: it gets that name, by rename, only
 * after its digest was right. If we die before, a `.tmp` file is left, which the next start sweeps away. A file that is
 * found to be another is set aside, so that the image counts as absent and is fetched anew; guests that run keep what
 * they have open.
 */
export function createImages(directory: string, log: Log): Images {
  const verified = new VerifiedImages();
  const imagePath = (digest: string) => join(directory, imageFileName(digest));
  const temporaryFor = (digest: string) =>
    join(directory, `.${imageFileName(digest)}.${randomBytes(6).toString('hex')}.tmp`);

  async function hasImage(digest: string): Promise<boolean> {
    return stat(imagePath(digest)).then((found) => found.isFile(), isMissing);
  }

  /** Runs `fill` on a new temporary file and gives it its name; removes it on every other way out. */
  async function publish(digest: string, doing: string, fill: (temporary: string) => Promise<string>): Promise<void> {
    if (await hasImage(digest)) return;
    const temporary = temporaryFor(digest);
    try {
      const actual = await fill(temporary);
      if (actual !== digest) throw wrongDigest(digest, actual);
      await assertUsable(temporary);
      await rename(temporary, imagePath(digest));
      await syncToDisk(directory);
      await verified.trust(imagePath(digest));
    } catch (error) {
      throw asStorageError(error, doing);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** True when the file is what its name says. What is not is set aside. */
  async function isSound(digest: string): Promise<boolean> {
    const path = imagePath(digest);
    const verdict = await verified.check(path, digest);
    if (verdict !== 'changed') return verdict === 'sound';
    await setAside(path);
    log.error({ digest, aside: asidePath(path) }, 'an image is not what its digest says; it was set aside');
    return false;
  }

  async function listImages(): Promise<string[]> {
    const names = await readdir(directory);
    return names.flatMap((name) => /^([0-9a-f]{64})\.qcow2$/.exec(name)?.[1] ?? []).map((hex) => `sha256:${hex}`);
  }

  return {
    imagePath,
    hasImage,
    listImages,
    async adoptImage(digest, path) {
      await publish(digest, 'an image was taken over', (temporary) => adopt(path, temporary));
    },
    async receiveImage(digest, content, onProgress) {
      try {
        await publish(digest, 'an image was received', (temporary) => receive(content, temporary, onProgress));
      } finally {
        content.destroy();
      }
    },
    async assertSound(digest) {
      if (!(await isSound(digest))) throw storageError('image-missing', 'The image of the disk is not on this host.');
    },
    async checkImages() {
      for (const digest of await listImages()) await isSound(digest);
      const aside = (await readdir(directory)).filter((name) => /^\.changed-[0-9a-f]{64}\.qcow2$/.test(name));
      return aside.map(
        (name) =>
          `An image was changed on this host and set aside as ${join(directory, name)}: find out by whom, then remove the file.`,
      );
    },
    async ownAll() {
      for (const digest of await listImages()) {
        const path = imagePath(digest);
        if (await isOwn(path)) continue;
        log.info({ digest }, 'an image that was another name of a file elsewhere gets a file of its own');
        const temporary = temporaryFor(digest);
        try {
          const actual = await adopt(path, temporary);
          if (actual === digest) await rename(temporary, path);
          else await setAside(path);
        } finally {
          await rm(temporary, { force: true });
        }
      }
    },
    async remove(digest) {
      const path = imagePath(digest);
      verified.forget(path);
      for (const each of [path, asidePath(path)]) await rm(each, { force: true });
    },
  };
}

/** File name of an image; refuses what is no digest, so that no caller can name a file elsewhere. */
export function imageFileName(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw storageError('storage-failed', `"${digest}" is not the digest of an image.`);
  return `${hex}.qcow2`;
}

async function receive(content: Readable, temporary: string, onProgress: (bytes: number) => void): Promise<string> {
  const writer = await ImageWriter.create(temporary);
  try {
    let bytes = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      await writer.write(chunk);
      onProgress((bytes += chunk.length));
    }
    return (await writer.finish()).digest;
  } finally {
    await writer.close();
  }
}

/** The path comes from above: it may lead to anything. Only a file whose content has the right digest is kept. */
async function adopt(path: string, temporary: string): Promise<string> {
  const source = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw storageError('image-missing', `There is no image file "${path}" on this host.`, {}, error);
  });
  try {
    if (!(await source.stat()).isFile()) throw storageError('image-missing', `"${path}" is not a file.`);
    return (await copyImage(source, temporary)).digest;
  } finally {
    await source.close();
  }
}

/** Makes the file ours and read-only; false when it has other names besides. */
async function isOwn(path: string): Promise<boolean> {
  const file = await openImage(path);
  try {
    if ((await file.stat()).nlink > 1) return false;
    await ownImage(file);
    return true;
  } finally {
    await file.close();
  }
}

/** An image that names other files would let whoever made it read this host's files through a guest. */
async function assertUsable(path: string): Promise<void> {
  const header = await readQcow2Header(path);
  if (!header) throw storageError('image-corrupt', 'The image is not in the qcow2 format.');
  if (header.backingFile !== undefined || header.externalData) {
    throw storageError('image-corrupt', 'The image refers to another file, which is not allowed.');
  }
  if (header.virtualBytes > maxDiskBytes) {
    throw storageError('image-corrupt', `The image is said to be ${header.virtualBytes} bytes large; no disk may be.`);
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
