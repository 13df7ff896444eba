import { digestOf, rejection, storageConformance } from '@skerry/driver-contract/conformance/storage';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createFakeStorage } from './fake-storage.ts';

const image = Buffer.alloc(5000, 'image');

storageConformance('fake', async () => ({ storage: createFakeStorage(), image, dispose: async () => undefined }));

it('fails as told, once per fault, and works afterwards', async () => {
  const storage = createFakeStorage({ trustAdoptedImages: true });
  storage.faults.failNext('ensureDisk', 'storage-full');
  const digest = digestOf(image);
  await storage.adoptImage(digest, '/nowhere');
  const plan = { diskId: 1, imageDigest: digest, sizeMiB: 10 };
  expect(await rejection(storage.ensureDisk(plan))).toBe('storage-full');
  expect(await storage.ensureDisk(plan)).toMatchObject({ sizeMiB: 10 });
});

it('is full when its capacity is used up', async () => {
  const storage = createFakeStorage({ capacityBytes: 4000 });
  const received = storage.receiveImage(digestOf(image), Readable.from([image]), () => undefined);
  expect(await rejection(received)).toBe('storage-full');
  expect(storage.images.size).toBe(0);
});
