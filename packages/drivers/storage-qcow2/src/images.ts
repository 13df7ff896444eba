import { maxDiskBytes } from '@skerry/domain';
import type { StorageDriver } from '@skerry/driver-contract';
import { contentCodeOf, ContentFiles } from '@skerry/image-store';
import { hexOf, wholeName } from '@skerry/image-store/content-names';
import type { Log } from '@skerry/kit';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { readQcow2Header } from './qcow2-header.ts';
import { asStorageError, storageError } from './storage-error.ts';

interface Images
  extends Pick<StorageDriver, 'hasImage' | 'listImages' | 'adoptImage' | 'receiveImage' | 'checkImages'> {
  /** Before anything else: makes the folder and takes back what an older build gave away. */
  open(): Promise<void>;
  /** Before a new disk builds on it. @throws SkerryError `image-missing`, also when what lay there was another content. */
  assertSound(digest: string): Promise<void>;
  remove(digest: string): Promise<void>;
}

/**
 * What images are to a host: files by their content (`packages/image-store`), each usable by QEMU alone. One that is found
 * to be another counts as absent, so that it is fetched anew; guests that run keep what they have open.
 */
export function createImages(directory: string, log: Log): Images {
  const files = new ContentFiles({
    directory,
    suffix: '.qcow2',
    onAside: (digest, aside) => log.error({ digest, aside }, 'an image is not what its digest says; it was set aside'),
  });
  const asked = (digest: string) => ({ digest: digestOf(digest), mostBytes: maxDiskBytes, inspect: assertUsable });

  return {
    hasImage: async (digest) => files.has(digestOf(digest)),
    listImages: () => files.list(),
    async open() {
      // Each guest's QEMU is a user of its own and must be able to pass through, but not to look around.
      for (const file of await files.open(0o711)) log.info({ file }, 'removed what an interrupted run left');
      for (const digest of await files.own())
        log.info({ digest }, 'an image that was another name of a file elsewhere got a file of its own');
    },
    async adoptImage(digest, path) {
      const wish = asked(digest);
      if (await files.has(digest)) return;
      await adopt(path, (source) => files.adopt(source, wish)).catch(asImageError('an image was taken over'));
    },
    async receiveImage(digest, content, onProgress) {
      try {
        const wish = { ...asked(digest), onProgress };
        if (await files.has(digest)) return;
        await files.receive(content, wish).catch(asImageError('an image was received'));
      } finally {
        content.destroy();
      }
    },
    async assertSound(digest) {
      if (!(await files.isSound(digestOf(digest))))
        throw storageError('image-missing', 'The image of the disk is not on this host.');
    },
    async checkImages() {
      await files.check();
      return (await files.aside()).map(
        (path) => `An image was changed on this host and set aside as ${path}: find out by whom, then remove the file.`,
      );
    },
    async remove(digest) {
      if (!(await files.remove(digestOf(digest))))
        throw storageError('disk-in-use', 'The image cannot be removed: it is being received.');
    },
  };
}

/** Refuses what is no digest, so that no caller can name a file elsewhere. */
function digestOf(digest: string): string {
  imageFileName(digest);
  return digest;
}

/** File name of an image, as disks name what they build on. */
export function imageFileName(digest: string): string {
  const hex = hexOf(digest);
  if (hex === undefined) throw storageError('storage-failed', `"${digest}" is not the digest of an image.`);
  return wholeName(hex, '.qcow2');
}

const asImageError =
  (doing: string) =>
  (error: unknown): never => {
    switch (contentCodeOf(error)) {
      case 'content-differs':
        throw storageError('image-corrupt', 'The content of the image is not what its digest says.', {}, error);
      case 'content-too-large':
        throw storageError('image-corrupt', 'The image is larger than any disk may be.', {}, error);
      default:
        throw asStorageError(error, doing);
    }
  };

/** The path comes from above: it may lead to anything. Only a file whose content has the right digest is kept. */
async function adopt(path: string, copy: (source: FileHandle) => Promise<unknown>): Promise<void> {
  const source = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw storageError('image-missing', `There is no image file "${path}" on this host.`, {}, error);
  });
  try {
    if (!(await source.stat()).isFile()) throw storageError('image-missing', `"${path}" is not a file.`);
    await copy(source);
  } finally {
    await source.close();
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
