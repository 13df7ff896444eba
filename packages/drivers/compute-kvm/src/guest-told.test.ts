import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetTold, readTold } from './guest-told.ts';

let directory: string;
let path: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-told-'));
  path = join(directory, 'told');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const told = async (text: string) => {
  await writeFile(path, text);
  return readTold(path);
};

test('what was told last holds', async () => {
  expect(await readTold(join(directory, 'missing'))).toEqual({ begun: false });
  expect(await told('')).toEqual({ begun: false });
  expect(await told('begun\r\n')).toEqual({ begun: true });
  expect(await told('begun\r\nstatus 0\r\n')).toEqual({ begun: true, status: 0 });
  expect(await told('begun\nstatus 143\n')).toEqual({ begun: true, status: 143 });
  expect(await told('begun\nstatus 1\nbegun\n')).toEqual({ begun: true });
});

test('what is not whole, or is no status, is none', async () => {
  for (const text of ['status 1', 'status 1234\n', 'status x\n', 'mystatus\n', `${'x'.repeat(10_000)}\n`]) {
    expect((await told(text)).status, text).toBeUndefined();
  }
});

test('of an earlier run nothing is left, and the file is closed to others', async () => {
  await told('begun\nstatus 1\n');
  await chmod(path, 0o666);
  const us = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  await forgetTold(path, us);
  expect(await readTold(path)).toEqual({ begun: false });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
