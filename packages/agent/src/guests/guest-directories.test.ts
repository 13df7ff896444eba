import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeGuestDirectories, makeGuestDirectory } from './guest-directories.ts';

async function scratch() {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-guests-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return { directory, modeOf: async (path: string) => (await stat(join(directory, path))).mode & 0o777 };
}

test('guests can pass to what is theirs, and nobody can look around, whoever made the folders before', async () => {
  const { directory, modeOf } = await scratch();
  await mkdir(join(directory, 'guests', '7'), { recursive: true, mode: 0o700 });
  expect(await makeGuestDirectory(directory, 7)).toBe(join(directory, 'guests/7/run'));
  for (const path of ['guests', 'guests/7', 'guests/7/run']) expect(await modeOf(path), path).toBe(0o711);
});

test('what an older build left open is closed', async () => {
  const { directory, modeOf } = await scratch();
  await closeGuestDirectories(directory);
  await mkdir(join(directory, 'guests/7/context'), { recursive: true, mode: 0o755 });
  await closeGuestDirectories(directory);
  expect([await modeOf('guests'), await modeOf('guests/7'), await modeOf('guests/7/context')]).toEqual([
    0o711, 0o711, 0o700,
  ]);
});
