import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyImage } from './copy-image.ts';

let directory: string;
let source: string;
let target: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-copy-'));
  [source, target] = [join(directory, 'source'), join(directory, 'target')];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function copied() {
  const file = await open(source, 'r');
  try {
    return await copyImage(file, target);
  } finally {
    await file.close();
  }
}

test('a copy is a file of its own, read-only, with the digest of its content', async () => {
  const content = randomBytes(2 * 1024 * 1024 + 17);
  await writeFile(source, content);
  const { digest, fileBytes } = await copied();
  expect(digest).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
  expect(fileBytes).toBe(content.length);
  expect((await readFile(target)).equals(content)).toBe(true);
  const [from, to] = [await stat(source), await stat(target)];
  expect(to.ino).not.toBe(from.ino);
  expect([to.nlink, from.nlink, to.mode & 0o777]).toEqual([1, 1, 0o444]);
});

test('what is written into a copy does not show in the master', async () => {
  await writeFile(source, 'master');
  await copied();
  const file = await open(target, 'r+');
  await file.write('broken', 0);
  await file.close();
  expect(await readFile(source, 'utf8')).toBe('master');
});

test('holes stay holes, wherever they begin and at the end', async () => {
  await writeFile(source, randomBytes(4096));
  await truncate(source, 64 * 1024 * 1024 + 1);
  await copied();
  const { size, blocks } = await stat(target);
  expect(size).toBe(64 * 1024 * 1024 + 1);
  expect(blocks * 512).toBeLessThan(1024 * 1024);
  expect((await readFile(target)).equals(await readFile(source))).toBe(true);
});

test('a copy that fails leaves nothing', async () => {
  const file = await open(directory, 'r');
  await expect(copyImage(file, target)).rejects.toThrow(/EISDIR/);
  await file.close();
  expect(await readdir(directory)).toEqual([]);
});
