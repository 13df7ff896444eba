/** Stores that earlier builds wrote, whole clouds of them, opened by this one: all is there, and all goes on. */
import { type Route, routes } from '@skerry/contract';
import { readingOf, type StoreName } from '@skerry/store/layout/readings';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../client.ts';
import { adminPassword, CrashCloud } from '../crash-cloud.ts';
import type { Row } from '../sight.ts';
import { instanceBody, rested } from '../states.ts';

const stores = join(import.meta.dirname, 'stores');
const userData = '#cloud-config\npassword: "correct horse battery staple"\n';
/** The cloud comes to rest within this. Milliseconds. */
const restMs = 30_000;

let cloud: CrashCloud;

beforeEach(async () => {
  cloud = await CrashCloud.make('sqlite');
});

afterEach(() => cloud.remove());

/** Lays the stores down where the cloud looks for them. */
async function unpack(written: string): Promise<void> {
  const disks = join(cloud.directory, 'disks');
  for (const name of await readdir(join(stores, written), { recursive: true })) {
    if (!name.endsWith('.gz')) continue;
    const isStore = name.endsWith('.db.gz');
    const at = join(isStore ? cloud.directory : join(disks, 'front-end'), name.slice(0, -3));
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, gunzipSync(await readFile(join(stores, written, name))));
    if (!isStore) continue;
    const db = new DatabaseSync(at);
    for (const table of ['entries', 'history']) {
      db.prepare(`UPDATE ${table} SET value = replace(value, '/former-data', ?)`).run(disks);
    }
    db.close();
  }
}

/** As they were left, and what waited in them done: the host that one waits for takes instances in again. */
const asLeft = {
  shop: 'running',
  box: 'running',
  off: 'stopped',
  held: 'paused',
  waits: 'running',
  late: 'running',
};

async function opened(written: string): Promise<Client> {
  await unpack(written);
  cloud.addController(0);
  for (const hostId of [0, 1]) cloud.addAgent(hostId, 0);
  await cloud.start();
  const client = new Client(cloud, `reader-${written}`);
  const logIn = await client.write('POST', '/v1/sessions', { name: 'admin', password: adminPassword });
  client.secret = String(logIn.body['secret']);
  await client.write('PATCH', '/v1/hosts/1', { admission: 'enabled' });
  await expect.poll(() => statesOf(client), { timeout: restMs }).toEqual(asLeft);
  return client;
}

/** The audit asks of all that it was started, which builds of before did not write down: so it is started. */
async function atRest(client: Client): Promise<void> {
  const { off } = await named(client, '/v1/instances');
  await client.write('POST', `/v1/instances/${String(off?.['id'])}/start`);
  await rested(cloud, client, restMs);
}

const nounsOf = (ending: string): string[] =>
  Object.entries(routes as Readonly<Record<string, Route>>).flatMap(([id, { path }]) =>
    id.endsWith(ending) && !path.slice('/v1/'.length).includes(':') ? [path] : [],
  );
const explained = Object.entries(routes as Readonly<Record<string, Route>>).flatMap(([id, { path }]) =>
  id.endsWith('.explain') ? [path.replace('/:id/explain', '')] : [],
);

async function rows(client: Client, path: string): Promise<readonly Row[]> {
  const answer = await client.read(path);
  expect(answer?.status, path).toBe(200);
  return answer?.body['items'] as readonly Row[];
}

const named = async (client: Client, path: string) =>
  Object.fromEntries((await rows(client, path)).map((row) => [String(row['name']), row]));

async function unreadable(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, store } of cloud.levels.values()) {
    const page = await store?.list('/unreadable/');
    found.push(...(page?.entries ?? []).map(({ key, value }) => `${name} ${key}: ${JSON.stringify(value)}`));
  }
  return found;
}

const written = (await readdir(stores)).filter((name) => !name.includes('.'));

/** Of the folder `edition-3`: 3. */
const editionOf = (folder: string): number => Number(folder.slice('edition-'.length));

describe.each(written)('the stores of a cloud that was written by a build of %s', (day) => {
  test('lie where this one reads them', async () => {
    await unpack(day);
    expect(await filesWith('correct horse battery')).toContain('front-end.db');
    for (const name of (await readdir(cloud.directory)).filter((file) => file.endsWith('.db'))) {
      const store = ['front-end', 'controller', 'agent'].find((of) => name.startsWith(of)) as StoreName;
      const db = new DatabaseSync(join(cloud.directory, name));
      const keys = db
        .prepare('SELECT key FROM entries')
        .all()
        .map((row) => String(row['key']));
      db.close();
      expect(keys.length, name).toBeGreaterThan(4);
      expect(keys.filter((key) => (readingOf(store, key)?.since ?? Infinity) > editionOf(day))).toEqual([]);
    }
  });

  test('hold nothing that this one cannot read, and what waited in them is done', async () => {
    const client = await opened(day);
    await atRest(client);
    expect(await unreadable()).toEqual([]);
    const instances = await named(client, '/v1/instances');
    expect(instances['shop']).toMatchObject({ labels: { zone: 'c' } });
    for (const name of ['shop', 'late']) {
      const context = await client.read(`/v1/instances/${String(instances[name]?.['id'])}/context`);
      expect(context?.body).toMatchObject({ userData });
    }
    expect(Object.keys(await named(client, '/v1/users')).toSorted()).toEqual(['admin', 'ann']);
    expect(Object.keys(await named(client, '/v1/groups'))).toContain('crew');
    expect(Object.keys(await named(client, '/v1/templates'))).toEqual(['with-user-data']);
    const ann = new Client(cloud, 'ann');
    const hers = await ann.write('POST', '/v1/sessions', { name: 'ann', password: 'a long password' });
    ann.secret = String(hers.body['secret']);
    expect(Object.keys(await named(ann, '/v1/instances'))).toEqual(['box']);
    expect(Object.keys(await named(ann, '/v1/tokens'))).toContain('script');
    expect(client.bugs).toEqual([]);
  }, 90_000);

  test('list and explain everything', async () => {
    const client = await opened(day);
    expect(nounsOf('.list').length).toBeGreaterThan(10);
    for (const path of nounsOf('.list')) {
      for (const row of await rows(client, path)) {
        if (!explained.includes(path)) continue;
        const about = await client.read(`${path}/${String(row['id'])}/explain`);
        expect(about?.status, `${path}/${String(row['id'])}`).toBe(200);
        expect(JSON.stringify(about?.body)).not.toMatch(/undefined|NaN|Invalid Date/);
      }
    }
    expect(client.bugs).toEqual([]);
  }, 90_000);

  test('go on: what is there can be changed and deleted, and new things be made', async () => {
    const client = await opened(day);
    await atRest(client);
    const { shop, box, held } = await named(client, '/v1/instances');
    await client.write('POST', '/v1/instances', { ...instanceBody('new', 'vm'), context: { userData } });
    await client.write('POST', `/v1/instances/${String(held?.['id'])}/resume`);
    await client.write('PATCH', `/v1/instances/${String(shop?.['id'])}`, { name: 'store' });
    await client.write('DELETE', `/v1/instances/${String(box?.['id'])}?graceSeconds=0`);
    // A name that an earlier build gave is as taken as one of today.
    const taken = new Client(cloud, 'taken', client.secret);
    await expect(taken.write('POST', '/v1/groups', { name: 'crew' })).rejects.toThrow('name-taken');
    await rested(cloud, client, restMs);
    const states = await statesOf(client);
    expect(states).toEqual({
      store: 'running',
      off: 'running',
      held: 'running',
      waits: 'running',
      late: 'running',
      new: 'running',
    });
    // Another life reads what this one made of it.
    await cloud.stop();
    await cloud.start();
    await rested(cloud, client, restMs);
    expect(await statesOf(client)).toEqual(states);
    // What they held in plain text is sealed.
    expect(await filesWith('correct horse battery')).toEqual([]);
    expect(client.bugs).toEqual([]);
  }, 120_000);
});

const statesOf = async (client: Client) =>
  Object.fromEntries((await rows(client, '/v1/instances')).map((row) => [String(row['name']), row['state']]));

/** Stores that hold the text. */
async function filesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(cloud.directory)) {
    if (name.includes('.db') && !name.endsWith('.keys')) {
      if ((await readFile(join(cloud.directory, name))).includes(text)) found.push(name);
    }
  }
  return found;
}
