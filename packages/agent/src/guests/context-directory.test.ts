import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { contextIsCurrent, writeContext } from './context-directory.ts';

const files = { 'meta-data': 'instance-id: skerry-7\n', 'context.sh': "SKERRY_NAME='web'\n" };

/** The directory of a guest, with a secret of the host beside it. */
async function setting() {
  const base = await mkdtemp(join(tmpdir(), 'context-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const secret = join(base, 'secret');
  await writeFile(secret, 'of the host');
  const guest = join(base, 'guests', '7');
  await mkdir(guest, { recursive: true });
  return { secret, directory: join(guest, 'context') };
}

const text = (path: string) => readFile(path, 'utf8');

test('what is written is current, whole, and nobody else on the host can read it', async () => {
  const { directory } = await setting();
  expect(await contextIsCurrent(directory, files)).toBe(false);
  await writeContext(directory, files);
  expect(await contextIsCurrent(directory, files)).toBe(true);
  expect((await readdir(directory)).sort()).toEqual(Object.keys(files).sort());
  expect((await lstat(directory)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(directory)) {
    expect((await lstat(join(directory, name))).mode & 0o777, name).toBe(0o600);
  }
  await writeContext(directory, { 'meta-data': 'other\n' });
  expect(await readdir(directory)).toEqual(['meta-data']);
});

test('links that a guest has planted are not followed, neither into files nor instead of the directory', async () => {
  const { secret, directory } = await setting();
  await mkdir(directory);
  for (const name of ['.context.sh.part', 'context.sh', '.digest', '..digest.part']) {
    await symlink(secret, join(directory, name));
  }
  await writeContext(directory, files);
  expect(await text(secret)).toBe('of the host');
  expect(await text(join(directory, 'context.sh'))).toBe(files['context.sh']);
  await rm(directory, { recursive: true });
  await symlink(join(secret, '..'), directory);
  expect(await contextIsCurrent(directory, files)).toBe(false);
  await writeContext(directory, files);
  expect(await text(secret)).toBe('of the host');
  expect((await lstat(directory)).isDirectory()).toBe(true);
  await symlink(join(secret, '..'), `${directory}.part`);
  await writeContext(directory, files);
  expect(await text(secret)).toBe('of the host');
});

test.each([
  ['another text of the same length', (at: string) => writeFile(join(at, 'context.sh'), "SKERRY_NAME='bad'\n")],
  ['a file too many', (at: string) => writeFile(join(at, 'vendor-data'), '')],
  [
    'a link in the place of a file',
    async (at: string) => {
      await rm(join(at, 'context.sh'));
      await writeFile(`${at}.copy`, files['context.sh']);
      await symlink(`${at}.copy`, join(at, 'context.sh'));
    },
  ],
  ['a directory that others can enter', (at: string) => chmod(at, 0o755)],
] as const)('%s is not current', async (_, change) => {
  const { directory } = await setting();
  await writeContext(directory, files);
  await change(directory);
  expect(await contextIsCurrent(directory, files)).toBe(false);
  await writeContext(directory, files);
  expect(await contextIsCurrent(directory, files)).toBe(true);
});

test('bytes that are no text are written and compared as they are', async () => {
  const { directory } = await setting();
  const gzip = Uint8Array.from([0x1f, 0x8b, 0, 0xff, 0xfe]);
  await writeContext(directory, { 'user-data': gzip });
  expect(Uint8Array.from(await readFile(join(directory, 'user-data')))).toEqual(gzip);
  expect(await contextIsCurrent(directory, { 'user-data': gzip })).toBe(true);
  expect(await contextIsCurrent(directory, { 'user-data': gzip.with(3, 0xfd) })).toBe(false);
  expect(await contextIsCurrent(directory, { 'user-data': Buffer.from(gzip).toString('utf8') })).toBe(false);
});
