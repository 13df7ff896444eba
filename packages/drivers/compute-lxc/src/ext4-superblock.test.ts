import { run } from '@skerry/host-os';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isClean, superblock } from './ext4-superblock.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-ext4-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function fileSystem(...debugfs: string[]): Promise<Buffer> {
  const path = join(directory, `${Math.random()}.ext4`);
  await run('mke2fs', ['-q', '-t', 'ext4', path, '8M']);
  for (const command of debugfs) await run('debugfs', ['-w', '-R', command, path]);
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(superblock.length);
    await file.read(bytes, 0, bytes.length, superblock.offset);
    return bytes;
  } finally {
    await file.close();
  }
}

test('a file system that was unmounted cleanly is not checked again', async () => {
  expect(isClean(await fileSystem())).toBe(true);
});

test.each([
  ['in use or cut off', 'ssv state 0'],
  ['with errors', 'ssv state 3'],
  ['with a journal to replay', 'feature needs_recovery'],
  ['with files deleted while open', 'ssv last_orphan 12'],
  ['with a check due', 'ssv checkinterval 1'],
])('a file system %s is checked', async (_, command) => {
  expect(isClean(await fileSystem(command))).toBe(false);
});

test('what is no ext4 at all is left to the checker', () => {
  expect(isClean(Buffer.alloc(superblock.length))).toBe(false);
});
