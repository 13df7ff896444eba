import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { readStoreBeside } from './read-beside.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'skerry-beside-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});
const storm = new URL('./testing/write-storm.ts', import.meta.url).pathname;

test('a store is read while another process writes to it: whole transactions, never older than what was told', async () => {
  const path = join(directory, 'state.db');
  const child = spawn(process.execPath, [storm, path, '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  try {
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    await once(child.stdout, 'data');
    let last = 0;
    for (let i = 0; i < 10; i++) {
      const acknowledged = told.slice(0, told.lastIndexOf('\n')).split('\n').length;
      const reading = await readStoreBeside(path);
      expect(reading?.revision).toBeGreaterThanOrEqual(Math.max(last, acknowledged));
      last = reading?.revision ?? 0;
      const perRevision = new Map<number, number>();
      for (const { modRevision } of reading?.entries ?? [])
        perRevision.set(modRevision, (perRevision.get(modRevision) ?? 0) + 1);
      expect(perRevision.has(last)).toBe(true);
      expect(Math.max(...perRevision.keys())).toBe(last);
    }
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
  expect(readdirSync(directory).filter((name) => name.startsWith('skerry-read-'))).toEqual([]);
});

test('no store is no reading, and a damaged one is an error', async () => {
  expect(await readStoreBeside(join(directory, 'nothing.db'))).toBeUndefined();
  const path = join(directory, 'state.db');
  const store = await openSqliteStore(path);
  await store.commit({ writes: [{ op: 'put', key: '/a', value: 1 }] });
  await store.close();
  expect(await readStoreBeside(path)).toMatchObject({ revision: 1, entries: [{ key: '/a', value: 1 }] });
  truncateSync(path, 20_000);
  await expect(readStoreBeside(path)).rejects.toMatchObject({ failure: { code: 'store-corrupt' } });
});
