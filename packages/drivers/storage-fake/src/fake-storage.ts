import { diskSizeProblem } from '@skerry/domain';
import type { DiskReport, StorageDriver, StorageErrorCode } from '@skerry/driver-contract';
import { createFaults, type Faults } from '@skerry/driver-contract/faults';
import { SkerryError } from '@skerry/kit';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

export interface FakeStorageSettings {
  readonly capacityBytes: number;
  /** Bytes that a new disk is said to take. */
  readonly diskBytes: number;
  /** Adopted files are believed, not read: for simulations in which no file exists. */
  readonly trustAdoptedImages: boolean;
}

export type StorageMethod = Exclude<keyof StorageDriver, 'name' | 'imageSource'>;

/** The fake's state is open: tests look into it, and may change it as an accident would. */
export interface FakeStorage extends StorageDriver {
  readonly settings: FakeStorageSettings;
  readonly faults: Faults<StorageMethod, StorageErrorCode>;
  readonly images: Map<string, number>;
  /** Images that were changed since they came: the next look sets them aside. */
  readonly changed: Set<string>;
  readonly disks: Map<number, DiskReport & { readonly imageDigest: string }>;
}

const defaults: FakeStorageSettings = {
  capacityBytes: 100 * 1024 ** 3,
  diskBytes: 1024 ** 2,
  trustAdoptedImages: false,
};

/** Images and disks in memory, under the same rules as on a real host. Gone with the process. */
export function createFakeStorage(given: Partial<FakeStorageSettings> = {}): FakeStorage {
  const settings = { ...defaults, ...given };
  const images = new Map<string, number>();
  const changed = new Set<string>();
  const aside = new Set<string>();
  const disks: FakeStorage['disks'] = new Map();
  const faults = createFaults<StorageMethod, StorageErrorCode>();

  const used = () =>
    [...images.values()].reduce((sum, bytes) => sum + bytes, 0) +
    [...disks.values()].reduce((sum, disk) => sum + disk.allocatedBytes, 0);

  function reserve(bytes: number): void {
    if (used() + bytes > settings.capacityBytes) throw failure('storage-full', 'There is no space left on this host.');
  }
  function keep(digest: string, content: Buffer): void {
    const actual = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (actual !== digest) throw failure('image-corrupt', 'The content of the image is not what its digest says.');
    reserve(content.length);
    images.set(digest, content.length);
  }

  return {
    name: 'fake',
    settings,
    images,
    changed,
    disks,
    faults,
    async hasImage(digest) {
      await faults.before('hasImage');
      return images.has(digest);
    },
    async adoptImage(digest, path) {
      await faults.before('adoptImage');
      if (images.has(digest)) return;
      if (settings.trustAdoptedImages) images.set(digest, 0);
      else keep(digest, await readFile(path));
    },
    async receiveImage(digest, content, onProgress) {
      await faults.before('receiveImage');
      if (images.has(digest)) content.destroy();
      else keep(digest, await collect(content, onProgress));
    },
    imageSource: (digest) => ({ type: 'file', format: 'qcow2', path: `/fake/images/${digest}.qcow2` }),
    async listImages() {
      await faults.before('listImages');
      return [...images.keys()];
    },
    async checkImages() {
      await faults.before('checkImages');
      for (const digest of changed) if (images.delete(digest)) aside.add(digest);
      changed.clear();
      return [...aside].map((digest) => `An image was changed on this host and set aside: ${digest}.`);
    },
    async removeImage(digest) {
      await faults.before('removeImage');
      const users = [...disks.values()].filter((disk) => disk.imageDigest === digest);
      if (users.length > 0) throw failure('disk-in-use', 'The image cannot be removed: disks build on it.');
      images.delete(digest);
      aside.delete(digest);
    },
    async ensureDisk({ diskId, imageDigest, sizeMiB }) {
      await faults.before('ensureDisk');
      const problem = diskSizeProblem(sizeMiB);
      if (problem !== undefined) throw failure('disk-size', problem);
      if (!images.has(imageDigest)) throw failure('image-missing', 'The image of the disk is not on this host.');
      const present = disks.get(diskId);
      if (present && sizeMiB < present.sizeMiB) throw failure('disk-shrink', 'Disks do not shrink.');
      if (!present) reserve(settings.diskBytes);
      const source = { type: 'file', format: 'qcow2', path: `/fake/disks/${diskId}.qcow2` } as const;
      disks.set(diskId, { diskId, source, sizeMiB, allocatedBytes: settings.diskBytes, imageDigest });
      return report(disks.get(diskId)!);
    },
    async inspectDisk(diskId) {
      await faults.before('inspectDisk');
      const disk = disks.get(diskId);
      return disk && report(disk);
    },
    async listDisks() {
      await faults.before('listDisks');
      return [...disks.values()].map(report);
    },
    async removeDisk(diskId) {
      await faults.before('removeDisk');
      disks.delete(diskId);
    },
    async capacity() {
      await faults.before('capacity');
      return { totalBytes: settings.capacityBytes, freeBytes: settings.capacityBytes - used() };
    },
  };
}

function report({ diskId, source, sizeMiB, allocatedBytes }: DiskReport): DiskReport {
  return { diskId, source, sizeMiB, allocatedBytes };
}

async function collect(content: Readable, onProgress: (bytes: number) => void): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      parts.push(chunk);
      onProgress((bytes += chunk.length));
    }
  } catch (error) {
    throw failure('storage-failed', 'The stream of the image was cut.', error);
  }
  return Buffer.concat(parts);
}

function failure(code: StorageErrorCode, message: string, cause?: unknown): SkerryError {
  const kind = code === 'disk-shrink' || code === 'disk-size' || code === 'disk-in-use' ? 'refused' : 'failed';
  return new SkerryError({ code, kind, message, hint: 'Change the settings of the fake storage.' }, {}, cause);
}
