import { SkerryError } from '@skerry/kit';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StorageDriver } from '../storage.ts';

export interface StorageUnderTest {
  readonly storage: StorageDriver;
  /** Content of an image that the driver accepts; its virtual size is at most 64 MiB. */
  readonly image: Buffer;
  dispose(): Promise<void>;
}

export const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Asserts the code of a rejection, and that the sentence and the hint are there for the user. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SkerryError);
  const { failure } = error as SkerryError;
  expect(failure.message).toMatch(/\.$/);
  expect(failure.hint).toBeTruthy();
  return failure.code;
}

/** What every storage driver keeps to. Call it from a test file of the driver; `make` gives a new, empty storage. */
export function storageConformance(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`${name} keeps the storage contract`, () => {
    let under: StorageUnderTest;
    let storage: StorageDriver;
    let digest: string;
    let directory: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'storage-conformance-'));
      under = await make();
      storage = under.storage;
      digest = digestOf(under.image);
    });
    afterEach(async () => {
      await under.dispose();
      await rm(directory, { recursive: true, force: true });
    });
    const receive = () => storage.receiveImage(digest, Readable.from([under.image]), () => undefined);
    const plan = (sizeMiB = 128) => ({ diskId: 7, imageDigest: digest, sizeMiB });

    it('starts empty', async () => {
      expect(await storage.hasImage(digest)).toBe(false);
      expect(await storage.listImages()).toEqual([]);
      expect(await storage.listDisks()).toEqual([]);
      expect(await storage.inspectDisk(7)).toBeUndefined();
    });

    it('receives an image, tells the progress, and takes a second copy of it without harm', async () => {
      const half = Math.floor(under.image.length / 2);
      const seen: number[] = [];
      const parts = Readable.from([under.image.subarray(0, half), under.image.subarray(half)]);
      await storage.receiveImage(digest, parts, (bytes) => seen.push(bytes));
      expect(seen).toEqual([half, under.image.length]);
      await receive();
      expect(await storage.hasImage(digest)).toBe(true);
      expect(await storage.listImages()).toEqual([digest]);
    });

    it('keeps nothing of a stream with other content', async () => {
      const wrong = Readable.from([under.image, Buffer.from('more')]);
      expect(await rejection(storage.receiveImage(digest, wrong, () => undefined))).toBe('image-corrupt');
      expect(await storage.hasImage(digest)).toBe(false);
    });

    it('keeps nothing of a stream that is cut, and can receive again', async () => {
      const image = under.image;
      async function* cut() {
        yield image.subarray(0, 1000);
        throw new Error('the line was cut');
      }
      const failed = storage.receiveImage(digest, Readable.from(cut()), () => undefined);
      expect(await rejection(failed)).toBe('storage-failed');
      expect(await storage.hasImage(digest)).toBe(false);
      await receive();
      expect(await storage.hasImage(digest)).toBe(true);
    });

    it('adopts a file of this machine, twice if asked, and refuses another one', async () => {
      const right = join(directory, 'right');
      const wrong = join(directory, 'wrong');
      await writeFile(right, under.image);
      await writeFile(wrong, 'something else');
      expect(await rejection(storage.adoptImage(digest, wrong))).toBe('image-corrupt');
      expect(await storage.hasImage(digest)).toBe(false);
      await storage.adoptImage(digest, right);
      await storage.adoptImage(digest, right);
      expect(await storage.hasImage(digest)).toBe(true);
    });

    it('names an image as it is, the same each time, apart from every disk', async () => {
      await receive();
      const source = storage.imageSource(digest);
      expect(storage.imageSource(digest)).toEqual(source);
      expect(source.path).toMatch(/^\//);
      expect((await storage.ensureDisk(plan())).source.path).not.toBe(source.path);
    });

    it('makes no disk without its image', async () => {
      expect(await rejection(storage.ensureDisk(plan()))).toBe('image-missing');
      expect(await storage.listDisks()).toEqual([]);
    });

    it('makes a disk once, grows it, and never shrinks it', async () => {
      await receive();
      const made = await storage.ensureDisk(plan());
      expect(made).toMatchObject({ diskId: 7, sizeMiB: 128 });
      expect(await storage.ensureDisk(plan())).toEqual(made);
      expect(await storage.ensureDisk(plan(192))).toMatchObject({ source: made.source, sizeMiB: 192 });
      expect(await rejection(storage.ensureDisk(plan(128)))).toBe('disk-shrink');
      expect(await storage.listDisks()).toMatchObject([{ diskId: 7, sizeMiB: 192, source: made.source }]);
    });

    it('makes no disk of 60 TiB, and grows none to it', async () => {
      await receive();
      expect(await rejection(storage.ensureDisk(plan(62_914_560)))).toBe('disk-size');
      expect(await storage.listDisks()).toEqual([]);
      await storage.ensureDisk(plan());
      expect(await rejection(storage.ensureDisk(plan(62_914_560)))).toBe('disk-size');
      expect(await storage.inspectDisk(7)).toMatchObject({ sizeMiB: 128 });
    });

    it('finds nothing to say of images that are as they came', async () => {
      await receive();
      expect(await storage.checkImages()).toEqual([]);
      expect(await storage.hasImage(digest)).toBe(true);
    });

    it('removes a disk, also when it is not there', async () => {
      await receive();
      await storage.ensureDisk(plan());
      await storage.removeDisk(7);
      await storage.removeDisk(7);
      expect(await storage.inspectDisk(7)).toBeUndefined();
    });

    it('keeps an image as long as a disk builds on it', async () => {
      await receive();
      await storage.ensureDisk(plan());
      expect(await rejection(storage.removeImage(digest))).toBe('disk-in-use');
      await storage.removeDisk(7);
      await storage.removeImage(digest);
      await storage.removeImage(digest);
      expect(await storage.listImages()).toEqual([]);
      expect(await storage.hasImage(digest)).toBe(false);
    });

    it('tells the capacity in bytes', async () => {
      const { totalBytes, freeBytes } = await storage.capacity();
      expect(totalBytes).toBeGreaterThan(0);
      expect(freeBytes).toBeGreaterThan(0);
      expect(freeBytes).toBeLessThanOrEqual(totalBytes);
    });
  });
}
