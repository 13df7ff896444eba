import type { Readable } from 'node:stream';

export interface DiskPlan {
  readonly diskId: number;
  readonly imageDigest: string;
  readonly sizeMiB: number;
  /** Whose the file shall be: of the process that serves it to its guest, and of nobody else. Left out: ours. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Where a guest's disk comes from. A compute driver refuses what it cannot open; a new one is a change of contract. */
export type DiskSource = {
  readonly type: 'file';
  readonly format: 'qcow2';
  /** Absolute. */
  readonly path: string;
};

export interface DiskReport {
  readonly diskId: number;
  readonly source: DiskSource;
  readonly sizeMiB: number;
  /** Bytes that the file takes on the host. */
  readonly allocatedBytes: number;
}

/** Keeps images and disks on one host. Same rules as for compute drivers: repeatable, truthful, bounded in time. */
export interface StorageDriver {
  readonly name: string;
  hasImage(digest: string): Promise<boolean>;
  /** A file on this machine to copy, not to link; rejects with `image-corrupt` if it is another. */
  adoptImage(digest: string, path: string): Promise<void>;
  /** Stores the stream and checks the digest; a cut or wrong stream leaves nothing behind. */
  receiveImage(digest: string, content: Readable, onProgress: (bytes: number) => void): Promise<void>;
  /** An image that is here, to be read as it is: a disc. Nobody writes to it, whose user it may be. */
  imageSource(digest: string): DiskSource;
  /** Digests of the images that are here, whole. */
  listImages(): Promise<readonly string[]>;
  /**
   * Looks whether images are still what their digests say: those of which anything has changed, and each now and then.
   * One that is not is set aside, and no longer here. Answers sentences for an administrator, until they are mended.
   */
  checkImages(): Promise<readonly string[]>;
  /** Refused with `disk-in-use` while a disk builds on it. */
  removeImage(digest: string): Promise<void>;
  /** Creates the overlay, or grows it; never shrinks it (`disk-shrink`), nor makes it absurd (`disk-size`). */
  ensureDisk(plan: DiskPlan): Promise<DiskReport>;
  inspectDisk(diskId: number): Promise<DiskReport | undefined>;
  listDisks(): Promise<readonly DiskReport[]>;
  removeDisk(diskId: number): Promise<void>;
  /** Bytes of the file system that holds the disks. */
  capacity(): Promise<{ readonly totalBytes: number; readonly freeBytes: number }>;
}

export type StorageErrorCode =
  | 'image-missing'
  | 'image-corrupt'
  | 'disk-shrink'
  | 'disk-size'
  | 'disk-in-use'
  | 'storage-full'
  | 'storage-failed';
