import { createHash } from 'node:crypto';
import { chmod, link, mkdtemp, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setAside } from './image-file.ts';
import { VerifiedImages } from './verified-images.ts';

const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
let directory: string;
let path: string;
let now = 0;
let images: VerifiedImages;
const check = () => images.check(path, digestOf('right'));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-verified-'));
  path = join(directory, 'image.qcow2');
  images = new VerifiedImages(() => now);
  await writeFile(path, 'right', { mode: 0o444 });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('an image is sound, changed or missing', async () => {
  expect(await check()).toBe('sound');
  await chmod(path, 0o600);
  await writeFile(path, 'wrong');
  expect(await check()).toBe('changed');
  await rm(path);
  expect(await check()).toBe('missing');
});

test('an image that was changed in place is found though its size and its time of writing are as before', async () => {
  const { atime, mtime } = await stat(path);
  expect(await check()).toBe('sound');
  await chmod(path, 0o644);
  await writeFile(path, 'wrong');
  await utimes(path, atime, mtime);
  await chmod(path, 0o444);
  expect(await check()).toBe('changed');
});

test('an image that others may write is taken back, and read again', async () => {
  await check();
  await chmod(path, 0o666);
  expect(await images.isTrusted(path)).toBe(false);
  expect(await check()).toBe('sound');
  expect((await stat(path)).mode & 0o777).toBe(0o444);
  expect(await images.isTrusted(path)).toBe(true);
});

test('another name of the file is a change of it; a link in its place is no image', async () => {
  await check();
  await link(path, join(directory, 'second'));
  expect(await images.isTrusted(path)).toBe(false);
  await rename(path, join(directory, 'third'));
  await symlink(join(directory, 'third'), path);
  expect(await check()).toBe('changed');
});

test('an image that looks untouched is read again after half a day', async () => {
  // What a failing disk gives: other bytes, the same attributes. Here another file under the same remembered look.
  await images.check(path, digestOf('right'));
  const read: string[] = [];
  const spy = (digest: string) => images.check(path, digest).then((verdict) => read.push(verdict));
  await spy(digestOf('other'));
  now += 12 * 60 * 60_000;
  await spy(digestOf('other'));
  expect(read).toEqual(['sound', 'changed']);
});

test('a changed image loses its name and can be looked at', async () => {
  await setAside(path, join(directory, '.changed-image.qcow2'));
  expect(await readdir(directory)).toEqual(['.changed-image.qcow2']);
});
