import type { StorageDriver } from '@skerry/driver-contract';
import type { Session } from '@skerry/link';
import { expect, test } from 'vitest';
import { ImageFetcher } from './fetch.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const never = () => false;
const nobody = undefined as unknown as Session;

function withImage() {
  const present = new Set([digest]);
  const removing = { go: Promise.resolve() };
  const storage = {
    hasImage: async () => present.has(digest),
    async removeImage() {
      await removing.go;
      present.delete(digest);
    },
  };
  return { present, removing, storage, images: new ImageFetcher(storage as unknown as StorageDriver, nobody) };
}

test('an image that a disk is being made of is left alone', async () => {
  const { present, images } = withImage();
  const making = Promise.withResolvers<void>();
  const made = images.hold([digest], () => making.promise);
  await Promise.resolve();
  expect(await images.remove(digest, never)).toBe(false);
  making.resolve();
  await made;
  expect(await images.remove(digest, never)).toBe(true);
  expect(present.size).toBe(0);
});

test('a disk is not made while its image goes: it waits, and finds that there is none', async () => {
  const { removing, storage, images } = withImage();
  const going = Promise.withResolvers<void>();
  removing.go = going.promise;
  const removed = images.remove(digest, never);
  let began = false;
  const made = images.hold([digest], async () => {
    began = true;
    return storage.hasImage();
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(began).toBe(false);
  going.resolve();
  expect(await removed).toBe(true);
  expect(await made).toBe(false);
});

test('what an intent names after all stays', async () => {
  const { present, images } = withImage();
  expect(await images.remove(digest, () => true)).toBe(false);
  expect(present.size).toBe(1);
});
