import * as fc from 'fast-check';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusedWith } from '../conformance/engine-under-test.ts';
import type { Json, Store } from '../port.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { newStoreKey, readKeyFile, writeKeyFile } from './key-file.ts';
import type { SealingOptions } from './open-sealing.ts';
import { Sealing } from './sealing.ts';

const marker = 'correct horse battery staple';
let directory: string;
let path: string;
let keyFile: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-sealing-'));
  path = join(directory, 'store.db');
  keyFile = join(directory, 'keys', 'store.key');
});

afterEach(() => rm(directory, { recursive: true }));

const instance = (userData: string) => ({ id: 7, spec: { context: { sshKeys: ['ssh-ed25519 AAAA'], userData } } });
const base64 = Buffer.from(marker).toString('base64');
const records: Readonly<Record<string, Json>> = {
  '/state/instance/7': instance(`#cloud-config\npassword: "${marker}"\n`),
  '/commands/1/000000000009': { order: { command: { type: 'reconfigure', userData: '', userDataBase64: base64 } } },
  '/catalogue/marketplace/4': { name: 'ours', credentials: { user: 'robot', password: marker } },
  '/idempotency/1/abc': { body: { context: { userData: marker } } },
  '/unreadable/state/instance/8': { at: 'x', why: 'y', value: JSON.stringify(instance(marker)).slice(0, -3) },
};
const opened = (more: Partial<SealingOptions> = {}) => openSqliteStore(path, { sealing: { keyFile, ...more } });
const write = (store: Store) =>
  store.commit({ writes: Object.entries(records).map(([key, value]) => ({ op: 'put', key, value })) });
const read = async (store: Store) =>
  Object.fromEntries((await store.list('/')).entries.map(({ key, value }) => [key, value]));

/** Files of the directory that hold the user's text, however it is written there. */
async function filesWithMarker(): Promise<string[]> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name !== 'keys');
  const found: string[] = [];
  for (const name of names) {
    if (!(await stat(join(directory, name))).isFile()) continue;
    const bytes = await readFile(join(directory, name));
    if (bytes.includes(marker) || bytes.includes(base64)) found.push(name);
  }
  return found;
}

test('what a user gave to a guest is in no byte of a store, its log, its history and its backup', async () => {
  const store = await opened();
  await write(store);
  await store.commit({ writes: [{ op: 'put', key: '/state/instance/7', value: instance(`again ${marker}`) }] });
  await store.backup(join(directory, 'backup.db'));
  expect(await filesWithMarker()).toEqual([]);
  await store.close();
  expect(await filesWithMarker()).toEqual([]);
});

test('readers, watchers of what was before, and a backup with its key see it as it was given', async () => {
  const store = await opened();
  await write(store);
  expect(await read(store)).toEqual(records);
  await store.backup(join(directory, 'backup.db'));
  await store.close();
  const again = await opened();
  expect(await read(again)).toEqual(records);
  expect((await again.get('/state/instance/7'))?.value).toEqual(records['/state/instance/7']);
  for await (const { changes } of again.watch('/', 0, AbortSignal.timeout(5000))) {
    const told = changes.map((change) => (change.type === 'put' ? [change.entry.key, change.entry.value] : []));
    expect(Object.fromEntries(told)).toEqual(records);
    break;
  }
  await again.close();
  path = join(directory, 'backup.db');
  const restored = await opened();
  expect(await read(restored)).toEqual(records);
  await restored.close();
});

test('a store that an earlier version wrote in plain text is sealed at its opening, and tells nobody anything anew', async () => {
  const plain = await openSqliteStore(path);
  await write(plain);
  await plain.commit({ writes: [{ op: 'delete', key: '/idempotency/1/abc' }] });
  const before = await plain.list('/');
  await plain.close();
  expect(await filesWithMarker()).toEqual(['store.db']);
  const store = await opened();
  expect(await filesWithMarker()).toEqual([]);
  expect(await store.list('/')).toEqual(before);
  await store.close();
  expect(await filesWithMarker()).toEqual([]);
});

test('a sealed value that is moved to another record, or damaged, does not open there', async () => {
  const store = await opened();
  await store.commit({ writes: [{ op: 'put', key: '/state/instance/7', value: instance(marker) }] });
  await store.commit({ writes: [{ op: 'put', key: '/state/instance/8', value: instance('mine') }] });
  await store.close();
  const db = new DatabaseSync(path);
  db.exec(
    `UPDATE entries SET value = (SELECT value FROM entries WHERE key = '/state/instance/7') WHERE key = '/state/instance/8'`,
  );
  db.close();
  const again = await opened();
  await refusedWith('store-corrupt', () => again.get('/state/instance/8'));
  expect((await again.get('/state/instance/7'))?.value).toEqual(instance(marker));
  await again.close();
});

test('of a damaged record it says where it lies, and nothing of what stands there', async () => {
  // The parser's error quotes ten characters on each side of what it does not understand.
  for (const damaged of ['{"userData":"horse\nbattery"}', '{"userData":"x", horse battery', '{"o":horse battery}']) {
    const plain = await openSqliteStore(path);
    await plain.commit({ writes: [{ op: 'put', key: '/state/instance/7', value: instance('mine') }] });
    await plain.close();
    const db = new DatabaseSync(path);
    for (const table of ['entries', 'history']) db.prepare(`UPDATE ${table} SET value = ?`).run(damaged);
    db.close();
    const error = await refusedWith('store-corrupt', async () => {
      const store = await opened();
      try {
        await store.get('/state/instance/7');
      } finally {
        await store.close();
      }
    });
    expect(inspect(error, { depth: null })).not.toMatch(/horse|battery/);
    for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true });
  }
});

test('with a new key all is sealed anew, and the old one opens nothing any more', async () => {
  const store = await opened();
  await write(store);
  await store.close();
  const old = await readFile(keyFile, 'utf8');
  const sealed = await readFile(path);
  const again = await opened({ newKey: true });
  expect(await read(again)).toEqual(records);
  await again.close();
  expect(await readFile(keyFile, 'utf8')).not.toContain(old.trim());
  const id = new Sealing(readOld(old)).current;
  expect(sealed.includes(id)).toBe(true);
  expect((await readFile(path)).includes(id)).toBe(false);
  const third = await opened();
  expect(await read(third)).toEqual(records);
  await third.close();
});

const readOld = (text: string) => {
  writeKeyFile(join(directory, 'old'), [{ id: '', secret: Buffer.from(text, 'base64') }]);
  return readKeyFile(join(directory, 'old')) ?? [newStoreKey()];
};

test('whoever dies while it is sealed anew goes on at the next opening: both keys are there until the end', async () => {
  const store = await opened();
  await write(store);
  await store.close();
  const [old] = readKeyFile(keyFile) ?? [newStoreKey()];
  const next = newStoreKey();
  writeKeyFile(keyFile, [next, old]);
  // Some are written anew already.
  const sealing = new Sealing([next, old]);
  const db = new DatabaseSync(path);
  const [row] = db.prepare(`SELECT value FROM entries WHERE key = '/state/instance/7'`).all();
  const renewed = sealing.renewed('/state/instance/7', String(row?.['value']));
  db.prepare(`UPDATE entries SET value = ? WHERE key = '/state/instance/7'`).run(renewed);
  db.close();
  const again = await opened();
  expect(await read(again)).toEqual(records);
  await again.close();
  expect(readKeyFile(keyFile)?.map(({ id }) => id)).toEqual([next.id]);
});

test('without its key a store is not opened, not changed, and says what to do; what is given up is user data alone', async () => {
  const store = await opened();
  await write(store);
  await store.commit({ writes: [{ op: 'put', key: '/catalogue/image/1', value: { name: 'debian' } }] });
  await store.close();
  await copyFile(keyFile, join(directory, 'kept'));
  await rm(keyFile);
  const before = await readFile(path);
  const error = await refusedWith('store-key-missing', () => opened());
  expect(error.failure.hint).toMatch(/store\.key.*--forget-user-data/);
  expect((await readFile(path)).equals(before)).toBe(true);
  // The wrong one is as good as none.
  writeKeyFile(keyFile, [newStoreKey()]);
  await refusedWith('store-key-missing', () => opened());
  await writeFile(keyFile, 'no key');
  await refusedWith('store-key-missing', () => opened());
  await copyFile(join(directory, 'kept'), keyFile);
  const found = await opened();
  expect(await read(found)).toMatchObject(records);
  await found.close();

  await rm(keyFile);
  const given = await opened({ forgetSealed: true });
  expect(await read(given)).toMatchObject({
    '/catalogue/image/1': { name: 'debian' },
    '/state/instance/7': instance(''),
  });
  await given.close();
  expect(await (await opened()).close()).toBeUndefined();
});

test('the key lies apart from the store, for nobody else to read', async () => {
  await (await opened()).close();
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700);
});

test('any record opens as it was, whatever its texts look like; sealing it again changes nothing that is read', () => {
  const [key, other] = [newStoreKey(), newStoreKey()];
  const sealing = new Sealing([key]);
  const fields = fc.constantFrom('userData', 'userDataBase64', 'value', 'name', 'x"userData', '\\');
  const looksSealed = fc.string().map((text) => `sealed:1:${key.id}:${Buffer.from(text).toString('base64')}`);
  const texts = fc.oneof(fc.string({ unit: 'binary' }), looksSealed, fc.constantFrom('', '"userData":"x"', '\\"'));
  const record = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      texts,
      fc.integer(),
      fc.array(tie('value')),
      fc.dictionary(fields, tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(record, fc.constantFrom('/state/instance/7', '/unreadable/state/instance/7'), (value, at) => {
      const text = JSON.stringify(value);
      const sealed = sealing.seal(at, text);
      expect(sealing.open(at, sealed)).toBe(text);
      expect(sealing.renewed(at, sealed)).toBe(sealed);
      const next = new Sealing([other, key]);
      expect(new Sealing([other]).open(at, next.renewed(at, sealed))).toBe(text);
    }),
  );
});
