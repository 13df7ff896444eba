import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from './run.ts';
import { boundUntrusted, openUntrusted, readUntrusted, readUntrustedTail } from './untrusted-file.ts';

/** A secret of ours, and a directory of somebody else. */
async function setting() {
  const base = await mkdtemp(join(tmpdir(), 'untrusted-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const [secret, theirs] = [join(base, 'secret'), join(base, 'theirs')];
  await writeFile(secret, 'ours');
  await mkdir(theirs);
  return { secret, at: join(theirs, 'console.log') };
}

const uses = {
  read: (path: string) => readUntrusted(path, 100),
  tail: (path: string) => readUntrustedTail(path, 100),
  bound: (path: string) => boundUntrusted(path, 1),
};

test.each(Object.entries(uses))('%s follows no link', async (_, use) => {
  const { secret, at } = await setting();
  await symlink(secret, at);
  await expect(use(at)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  expect(await readFile(secret, 'utf8')).toBe('ours');
});

test.each(Object.entries(uses))('%s does not wait for a pipe, nor take a folder or a device', async (_, use) => {
  const { at } = await setting();
  await run('mkfifo', [at]);
  await expect(use(at)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  await rm(at);
  await mkdir(at);
  await expect(use(at)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  await expect(use('/dev/zero')).rejects.toMatchObject({ code: 'not-a-plain-file' });
});

test('a file with another name elsewhere is not emptied', async () => {
  const { secret, at } = await setting();
  await link(secret, at);
  await expect(boundUntrusted(at, 1)).rejects.toMatchObject({ code: 'has-other-names' });
  expect(await readFile(secret, 'utf8')).toBe('ours');
});

test('a plain file is read, cut to what was asked, and emptied when it is too long', async () => {
  const { at } = await setting();
  expect(await openUntrusted(at)).toBeUndefined();
  expect(await readUntrusted(at, 10)).toBeUndefined();
  expect((await readUntrustedTail(at, 10)).length).toBe(0);
  await boundUntrusted(at, 1);
  await writeFile(at, '0123456789');
  expect(String(await readUntrusted(at, 10))).toBe('0123456789');
  await expect(readUntrusted(at, 9)).rejects.toMatchObject({ code: 'not-a-plain-file' });
  expect((await readUntrustedTail(at, 3)).toString()).toBe('789');
  await boundUntrusted(at, 10);
  expect(await readFile(at, 'utf8')).toBe('0123456789');
  await boundUntrusted(at, 9);
  expect(await readFile(at, 'utf8')).toBe('');
});
