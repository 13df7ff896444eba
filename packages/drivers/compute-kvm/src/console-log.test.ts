import { appendFile, mkdtemp, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cutConsoleLog, readConsoleLog } from './console-log.ts';
import { guestFiles, type GuestFiles } from './guest-files.ts';

let directory: string;
let files: GuestFiles;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-console-'));
  files = guestFiles(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('a log that grew long is cut, and what was printed last can still be read', async () => {
  const writer = await open(files.consoleLog, 'a');
  try {
    await writer.write('x'.repeat(100));
    await writer.write('before');
    await cutConsoleLog(files, 50);
    await writer.write('after');
    expect((await stat(files.consoleLog)).size).toBe(5);
    expect(await readConsoleLog(files, 11)).toBe('beforeafter');
  } finally {
    await writer.close();
  }
});

test('a character that the limit cuts in two is left out', async () => {
  await appendFile(files.consoleLog, 'käse');
  expect(await readConsoleLog(files, 3)).toBe('se');
  expect(await readConsoleLog(files, 4)).toBe('äse');
});

test('a guest that printed nothing has an empty log', async () => {
  expect(await readConsoleLog(files, 100)).toBe('');
  await cutConsoleLog(files);
});

test("what QEMU's user put in the place of a log is neither read nor written", async () => {
  const elsewhere = join(directory, 'elsewhere');
  await writeFile(elsewhere, 'not for the guest '.repeat(10));
  await symlink(elsewhere, files.consoleLog);
  await expect(readConsoleLog(files, 100)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  await expect(cutConsoleLog(files, 5)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  await rm(files.consoleLog);
  // Nor is the place of the older one followed.
  await symlink(elsewhere, files.olderConsoleLog);
  await writeFile(files.consoleLog, 'printed by the guest');
  await cutConsoleLog(files, 5);
  expect(await readFile(elsewhere, 'utf8')).toBe('not for the guest '.repeat(10));
  expect(await readFile(files.olderConsoleLog, 'utf8')).toContain('guest');
});
