import type { HostSettings, StorageDriver } from '@skerry/driver-contract';
import type { Log } from '@skerry/kit';
import { chmod, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createDisks } from './disks.ts';
import { createImages, imageFileName } from './images.ts';
import { asStorageError, storageError } from './storage-error.ts';

export interface Qcow2StorageOptions extends Pick<HostSettings, 'dataDirectory'> {
  readonly log: Log;
}

/**
 * Images and disks of one host as files: `images/<sha256>.qcow2` and `disks/<id>.qcow2` below the data directory. The
 * files are the truth; nothing else is remembered. Images are ours and read-only, a disk is its owner's alone. One process may use a data directory at a time.
 */
export function createQcow2Storage({ dataDirectory, log }: Qcow2StorageOptions): StorageDriver {
  const imagesDirectory = join(dataDirectory, 'images');
  const disksDirectory = join(dataDirectory, 'disks');
  const images = createImages(imagesDirectory, log);
  const disks = createDisks(disksDirectory, imagesDirectory, (digest) => images.assertSound(digest));
  let ready: Promise<void> | undefined;

  /** Makes the folders and removes what an interrupted run left. Once, before the first operation; again if it failed. */
  function prepared(): Promise<void> {
    ready ??= prepareDisks(disksDirectory, log)
      .then(() => images.open())
      .then(() => disks.closeAll())
      .catch((error: unknown) => {
        ready = undefined;
        throw asStorageError(error, 'its folders were made');
      });
    return ready;
  }
  const after =
    <Args extends unknown[], T>(operation: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await prepared();
      return operation(...args);
    };

  return {
    name: 'qcow2',
    hasImage: after(images.hasImage),
    // Images are read by all: QEMU of each guest reads what its disk builds on.
    imageSource: (digest) => ({ type: 'file', format: 'qcow2', path: join(imagesDirectory, imageFileName(digest)) }),
    listImages: after(images.listImages),
    adoptImage: after(images.adoptImage),
    receiveImage: after(images.receiveImage),
    checkImages: after(images.checkImages),
    removeImage: after(async (digest) => {
      const users = await disks.usersOf(digest);
      if (users.length > 0) {
        throw storageError('disk-in-use', `The image cannot be removed: disks ${users.join(', ')} build on it.`);
      }
      await images.remove(digest);
    }),
    ensureDisk: after(disks.ensureDisk),
    inspectDisk: after(disks.inspectDisk),
    listDisks: after(disks.listDisks),
    removeDisk: after(disks.removeDisk),
    capacity: after(async () => {
      const { blocks, bavail, bsize } = await statfs(disksDirectory);
      return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
    }),
  };
}

async function prepareDisks(directory: string, log: Log): Promise<void> {
  await mkdir(directory, { recursive: true });
  // Each guest's QEMU is a user of its own and must be able to pass through, but not to look around.
  await chmod(directory, 0o711);
  for (const name of await readdir(directory)) {
    if (!name.startsWith('.') || !name.endsWith('.tmp')) continue;
    log.info({ file: join(directory, name) }, 'removing what an interrupted run left');
    await rm(join(directory, name), { force: true });
  }
}
