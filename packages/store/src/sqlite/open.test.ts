import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { put, refusedWith } from '../conformance/engine-under-test.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-open-'));
  path = join(directory, 'state.db');
});

afterEach(() => rm(directory, { recursive: true }));

const digest = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

async function makeStore(entries = 400): Promise<void> {
  const store = await openSqliteStore(path);
  const text = 'x'.repeat(500);
  await Promise.all(Array.from({ length: entries }, (_, i) => store.commit(put(`/k/${i}`, { i, text }))));
  await store.close();
}

const damage: Record<string, () => Promise<void>> = {
  'a text file': () => writeFile(path, 'This is not a database.\n'.repeat(2000)),
  'a short text file': () => writeFile(path, 'hello'),
  'an empty file': () => writeFile(path, ''),
  'a database of somebody else': async () => {
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
  },
  'a file cut in the middle': async () => {
    await makeStore();
    await truncate(path, Math.floor((await stat(path)).size / 2));
  },
  'a file cut within its first page': async () => {
    await makeStore();
    await truncate(path, 1000);
  },
  'a file with overwritten pages': async () => {
    await makeStore();
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(3 * 16384, 0xa5), 0, 3 * 16384, 5 * 16384);
    await file.close();
  },
  'a file with an overwritten header': async () => {
    await makeStore();
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(100, 0), 0, 100, 0);
    await file.close();
  },
};

test.each(Object.entries(damage))('%s is refused with a hint, and left as it is', async (_, make) => {
  await make();
  const before = await digest(path);
  const error = await refusedWith('store-corrupt', () => openSqliteStore(path));
  expect(error.failure.hint).toContain('backup');
  expect(await digest(path)).toBe(before);
  await refusedWith('store-corrupt', () => openSqliteStore(path));
});

test('a damaged file is left as it is together with its write-ahead log', async () => {
  await makeStore();
  await writeFile(`${path}-wal`, 'rubbish of a log');
  await truncate(path, 70_000);
  const before = [await digest(path), await digest(`${path}-wal`)];
  await refusedWith('store-corrupt', () => openSqliteStore(path));
  expect([await digest(path), await digest(`${path}-wal`)]).toEqual(before);
});

test('a log without its state file is refused, instead of starting empty', async () => {
  await makeStore();
  await rm(path);
  await appendFile(`${path}-wal`, 'something');
  await refusedWith('store-corrupt', () => openSqliteStore(path));
});

test('a state file of a newer version is refused and left as it is', async () => {
  await makeStore(3);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 999');
  db.close();
  const before = await digest(path);
  await refusedWith('store-too-new', () => openSqliteStore(path));
  expect(await digest(path)).toBe(before);
});

test('a second open is refused at once, in this process and in another, and the first goes on', async () => {
  const store = await openSqliteStore(path);
  await store.commit(put('/a', 1));
  await refusedWith('store-in-use', () => openSqliteStore(path));
  const module = JSON.stringify(new URL('./open-sqlite-store.ts', import.meta.url).href);
  const script = `const { openSqliteStore } = await import(${module});
    await openSqliteStore(${JSON.stringify(path)}).then(
      () => console.log('opened'),
      (error) => console.log(error.failure.code),
    );`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  await once(child, 'close');
  expect(told.trim()).toBe('store-in-use');
  await store.commit(put('/a', 2));
  await store.close();
  const again = await openSqliteStore(path);
  expect((await again.get('/a'))?.value).toBe(2);
  await again.close();
});

test('a new store is readable by its owner alone, and leaves nothing beside it when closed', async () => {
  await makeStore(3);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['state.db']);
});

test('a directory that is not there is a store-io error', async () => {
  await refusedWith('store-io', () => openSqliteStore(join(directory, 'missing', 'state.db')));
});

test('a backup taken while the store is written to opens as a store of one revision', async () => {
  const store = await openSqliteStore(path);
  await Promise.all(Array.from({ length: 300 }, (_, i) => store.commit(put(`/k/${i}`, 'x'.repeat(20_000)))));
  const stop = new AbortController();
  const writer = (async () => {
    for (let i = 0; !stop.signal.aborted; i++) {
      await store.commit({ writes: [...put('/left', i).writes, ...put('/right', i).writes] });
    }
  })();
  const target = join(directory, 'backup.db');
  await writeFile(target, 'an older backup');
  await store.backup(target);
  stop.abort();
  await writer;
  const newest = await store.revision();
  await store.close();
  const copy = await openSqliteStore(target);
  expect(await copy.revision()).toBeGreaterThanOrEqual(300);
  expect(await copy.revision()).toBeLessThanOrEqual(newest);
  expect((await copy.get('/left'))?.value).toEqual((await copy.get('/right'))?.value);
  expect((await copy.list('/k/')).entries).toHaveLength(300);
  await copy.close();
  expect((await readdir(directory)).sort()).toEqual(['backup.db', 'state.db']);
});

test('migrations run each once, in order, all or nothing', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  expect(schemaVersion(db)).toBe(migrations.at(-1)?.version);
  const next = (migrations.at(-1)?.version ?? 0) + 1;
  const good = { version: next, sql: 'CREATE TABLE extra (a)' };
  const bad = { version: next + 1, sql: 'INSERT INTO extra VALUES (1); CREATE TABLE extra (a)' };
  expect(() => migrate(db, [...migrations, good, bad])).toThrow(/extra/);
  expect(schemaVersion(db)).toBe(next - 1);
  migrate(db, [...migrations, good]);
  migrate(db, [...migrations, good]);
  expect(db.prepare('SELECT count(*) AS n FROM extra').get()).toEqual({ n: 0 });
  expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, i) => i + 1));
  db.close();
});

test('history is kept for the asked number of revisions and not much longer', async () => {
  const store = await openSqliteStore(path, { historyRevisions: 100 });
  for (let i = 0; i < 300; i++) await store.commit(put('/a', i));
  const kept = async (from: number) => {
    for await (const batch of store.watch('', from, new AbortController().signal)) return batch.revision;
  };
  expect(await kept(200)).toBe(201);
  await refusedWith('store-compacted', () => kept(300 - 100 - 20));
  await store.close();
  const db = new DatabaseSync(path);
  expect(Number(db.prepare('SELECT count(*) AS n FROM history').get()?.['n'])).toBeLessThan(110);
  db.close();
});
