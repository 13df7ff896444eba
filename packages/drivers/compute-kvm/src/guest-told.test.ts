import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundTold, forgetTold, readTold, tellKilled } from './guest-told.ts';

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
const nothing = { begun: false, ready: false };

test('what was told last holds', async () => {
  expect(await readTold(join(directory, 'missing'))).toEqual(nothing);
  expect(await told('')).toEqual(nothing);
  expect(await told('begun\r\n')).toEqual({ begun: true, ready: false });
  expect(await told('begun\r\nready\r\n')).toEqual({ begun: true, ready: true });
  const at = (await stat(path)).mtimeMs;
  expect(await told('begun\nready\nstatus 143\n')).toMatchObject({ ready: true, exit: { status: 143 } });
  const said = Date.parse((await readTold(path)).exit?.at ?? '');
  expect(said).toBeGreaterThanOrEqual(Math.floor(at));
  expect(await readTold(path), 'and says the same again').toMatchObject({ exit: { at: new Date(said).toISOString() } });
  expect(await told('begun\nstatus 1\nbegun\n')).toEqual({ begun: true, ready: false });
});

test('what is not whole, or is no status, is none', async () => {
  for (const text of ['status 1', 'status 1234\n', 'status x\n', 'mystatus 1\n', `${'x'.repeat(10_000)}\n`]) {
    expect((await told(text)).exit, text).toBeUndefined();
  }
});

test('of an earlier run nothing is left, and the file is closed to others', async () => {
  await told('begun\nstatus 1\n');
  await chmod(path, 0o666);
  await forgetTold(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
  expect(await readTold(path)).toEqual(nothing);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a guest that was put an end to says so, unless it had told its own', async () => {
  await told('begun\nready\n');
  await tellKilled(path);
  expect(await readTold(path)).toMatchObject({ begun: true, exit: { signal: 9 } });
  await told('begun\nready\nstatus 3\n');
  await tellKilled(path);
  expect((await readTold(path)).exit).toMatchObject({ status: 3 });
  await tellKilled(join(directory, 'missing'));
  expect(await readTold(join(directory, 'missing'))).toEqual(nothing);
});

test('what a guest writes there without end does not fill the disk', async () => {
  await told('x'.repeat(5000));
  await boundTold(path);
  expect((await stat(path)).size).toBeLessThan(5000);
});
