/** Marketplaces as objects: who may make and change them, what is told of them, and what they are asked. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { publicMarketplaces } from '@skerry/domain';
import { createMemoryStore } from '@skerry/store';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { type ImageFolder, startImageFolder } from '../testing/image-folder.ts';

let cloud: TestFrontEnd;
let folder: ImageFolder;
let alice: Client & { id: number };
let bob: Client & { id: number };

beforeEach(async () => {
  folder = await startImageFolder();
  cloud = await startFrontEnd();
  alice = await cloud.user('alice');
  bob = await cloud.user('bob');
});
afterEach(async () => {
  await cloud.close();
  await folder.server.close();
});

interface Shown {
  readonly id: number;
  readonly name: string;
  readonly [field: string]: unknown;
}
interface Entries {
  readonly items: readonly { readonly reference: string }[];
  readonly total: number;
  readonly asOf: string;
  readonly next?: string;
  readonly stale?: { readonly code: string; readonly message: string };
}

async function make(more: object = {}, by: Client = cloud.admin): Promise<Shown> {
  const body = { name: 'ours', ...folder.settings, permissions: 'um-u--u--', ...more };
  const reply = await by.call<Shown>('POST', '/v1/marketplaces', body);
  expect(reply.status, reply.text).toBe(201);
  return reply.body;
}
const entries = (id: number, query = '', by: Client = alice) =>
  by.call<Entries>('GET', `/v1/marketplaces/${id}/entries${query}`);
const names = async (by: Client = alice) =>
  (await by.call<{ items: Shown[] }>('GET', '/v1/marketplaces?sort=name')).body.items.map(({ name }) => name);

test('a new cloud knows the public ones; one that is deleted does not come back', async () => {
  const all = publicMarketplaces.map(({ name }) => name).toSorted();
  expect(await names()).toEqual(all);
  const { body } = await alice.call<{ items: Shown[] }>('GET', '/v1/marketplaces?name=turnkey');
  expect((await cloud.admin.call('DELETE', `/v1/marketplaces/${body.items[0]?.id}`)).status).toBe(204);
  await cloud.restart();
  expect(await names(await cloud.logIn('alice', 'password of alice'))).toEqual(
    all.filter((name) => name !== 'turnkey'),
  );
});

test('a cloud that began before there were any gets them at its next start, of an administrator who is there', async () => {
  const store = createMemoryStore();
  const old = await startFrontEnd({ store });
  const ids = publicMarketplaces.map((_, id) => id);
  await store.commit({
    writes: [
      ...ids.map((id) => ({ op: 'delete', key: `/catalogue/marketplace/${id}` }) as const),
      ...publicMarketplaces.map(({ name }) => ({ op: 'delete', key: `/name/marketplace/0/${name}` }) as const),
      { op: 'delete', key: '/sequence/marketplace' },
    ],
  });
  await old.restart();
  const { body } = await old.admin.call<{ items: Shown[] }>('GET', '/v1/marketplaces');
  expect(body.items.map(({ name }) => name)).toEqual(publicMarketplaces.map(({ name }) => name));
  // Numbers go on after theirs.
  const made = await old.admin.call<Shown>('POST', '/v1/marketplaces', { name: 'next', type: 'oci' });
  expect(ids).not.toContain(made.body.id);
  await old.close();
  await store.close();
});

test('what somebody makes is theirs alone until they share it', async () => {
  const made = await alice.call<Shown>('POST', '/v1/marketplaces', { name: 'hers', type: 'oci' });
  expect(made.status, made.text).toBe(201);
  const path = `/v1/marketplaces/${made.body.id}`;
  expect((await bob.call('GET', path)).status).toBe(404);
  expect((await bob.call('GET', `${path}/entries`)).status).toBe(404);
  expect((await bob.call('POST', `${path}/refresh`, undefined)).status).toBe(404);
  expect((await alice.call('PATCH', path, { permissions: 'um-u-----' })).status).toBe(200);
  expect((await bob.call('GET', path)).status).toBe(200);
});

it.each([
  [{ type: 'http' }, 'url', 'invalid-request'],
  [{ type: 'http', url: 'http://images.example.org/' }, 'url', 'invalid-request'],
  [{ type: 'oci', url: 'https://registry.example.org/v2/' }, 'url', 'invalid-request'],
  [{ type: 'oci', user: 'robot' }, 'password', 'invalid-request'],
  [{ type: 'oci', password: 'secret' }, 'user', 'invalid-request'],
  [{ type: 'floppy' }, 'type', 'invalid-request'],
  [{ type: 'oci', allowedAddresses: ['10.0.0.0/8'] }, 'allowedAddresses', 'forbidden'],
])('%j is refused at the field, in the words of the domain', async (more, field, code) => {
  const reply = await alice.call('POST', '/v1/marketplaces', { name: 'x', ...more });
  expect(reply.body).toMatchObject({ code, field });
  expect(await names()).not.toContain('x');
});

test('a password is in no answer, and lies sealed', async () => {
  const { id } = await make({ user: 'robot', password: 'Zq7Secret' });
  const path = `/v1/marketplaces/${id}`;
  const seen = [
    await cloud.admin.call('GET', path),
    await cloud.admin.call('GET', `${path}/explain`),
    await cloud.admin.call('GET', '/v1/audit'),
    await cloud.admin.call('PATCH', path, { description: 'With a log-in' }),
  ];
  expect(seen[0]?.body['user']).toBe('robot');
  for (const { text } of seen) expect(text).not.toContain('Zq7Secret');
  // As whom one asks there is for who may manage it.
  expect((await alice.call('GET', path)).body).not.toHaveProperty('user');
  expect((await alice.call('GET', path)).body).not.toHaveProperty('allowedAddresses');
});

test('a password is sent to its own address alone: who changes that gives it again', async () => {
  const { id } = await make({ user: 'robot', password: 'one' });
  const path = `/v1/marketplaces/${id}`;
  for (const change of [{ url: 'https://thief.example.org/' }, { user: 'other' }]) {
    const reply = await cloud.admin.call('PATCH', path, change);
    expect(reply.body).toMatchObject({ code: 'invalid-request', field: 'password' });
  }
  expect((await cloud.admin.call('PATCH', path, { user: 'other', password: 'two' })).status).toBe(200);
  await entries(id);
  const sent = folder.server.asked.flatMap(({ headers }) => headers.authorization ?? []);
  expect(new Set(sent)).toEqual(new Set([`Basic ${Buffer.from('other:two').toString('base64')}`]));
  expect((await cloud.admin.call('PATCH', path, { user: null })).body).not.toHaveProperty('user');
  folder.server.heal();
  await entries(id);
  expect(folder.server.asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test('whose address may reach inside, only an administrator changes', async () => {
  const { id } = await make({ permissions: 'um-um-u--', groupId: 1 });
  const path = `/v1/marketplaces/${id}`;
  expect((await alice.call('PATCH', path, { description: 'ours' })).status).toBe(200);
  for (const change of [{ url: 'http://127.0.0.1:2375/' }, { allowedAddresses: ['0.0.0.0/0'] }]) {
    expect((await alice.call('PATCH', path, change)).body, JSON.stringify(change)).toMatchObject({ code: 'forbidden' });
  }
});

test('inner addresses are not reached where nobody allowed them', async () => {
  const { id } = await make({ allowedAddresses: [] });
  const reply = await entries(id);
  expect(reply.body).toMatchObject({ status: 409, code: 'source-address-refused' });
  expect(folder.server.asked).toEqual([]);
});

test('it is searched, its versions are told, and what would be imported', async () => {
  const { id } = await make();
  const all = await entries(id);
  expect(all.body.items.map(({ reference }) => reference)).toEqual([
    'alpine-3-arm64.tar.gz',
    'debian-12-amd64.qcow2',
    'debian-13-amd64.qcow2',
  ]);
  expect((await entries(id, '?q=debian&architecture=x86_64&kind=vm&limit=1')).body).toMatchObject({
    items: [{ reference: 'debian-12-amd64.qcow2' }],
    total: 2,
  });
  const { body: first } = await entries(id, '?q=debian&limit=1');
  const { body: second } = await entries(id, `?q=debian&limit=1&after=${first.next}`);
  expect(second.items[0]?.reference).toBe('debian-13-amd64.qcow2');
  const versions = await alice.call<{ items: string[] }>(
    'GET',
    `/v1/marketplaces/${id}/versions?reference=debian-12-amd64.qcow2`,
  );
  expect(versions.body.items).toHaveLength(1);
  const offer = await alice.call('GET', `/v1/marketplaces/${id}/offer?reference=debian-12-amd64.qcow2`);
  expect(offer.body).toMatchObject({ format: 'qcow2', kinds: ['vm'], files: 1, sizeBytes: 19, architecture: 'x86_64' });
  expect(String(offer.body['digest'])).toMatch(/^sha256:/);
});

it.each([
  ['offer?reference=windows', 404, 'source-not-found'],
  ['offer?reference=alpine-3-arm64.tar.gz', 409, 'source-other-architecture'],
  ['offer?reference=debian-12-amd64.qcow2&kind=container', 409, 'source-other-kind'],
  ['versions?reference=windows', 404, 'source-not-found'],
  ['versions', 400, 'invalid-request'],
  ['entries?limit=1000', 400, 'invalid-request'],
])('%s is answered with %i and a sentence', async (asked, status, code) => {
  const { id } = await make();
  const reply = await alice.call('GET', `/v1/marketplaces/${id}/${asked}`);
  expect([reply.status, reply.body['code']]).toEqual([status, code]);
  // That something is not there does not make the marketplace one that fails.
  expect((await alice.call('GET', `/v1/marketplaces/${id}`)).body).not.toHaveProperty('problem');
});

test('one that counts is told with the time when it ends', async () => {
  const { id } = await make();
  folder.server.fault(() => true, { type: 'reply', reply: { status: 429, headers: { 'retry-after': '3600' } } });
  const reply = await entries(id);
  expect([reply.status, reply.body['code' as keyof Entries]]).toEqual([429, 'source-rate-limited']);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(3_500);
});

test('the list outlives a restart and a dead network, and says how old it is and why', async () => {
  const { id } = await make();
  const { body: fresh } = await entries(id);
  expect(fresh.stale).toBeUndefined();
  await cloud.restart();
  await folder.server.down();
  const again = await cloud.logIn('alice', 'password of alice');
  expect((await again.call('GET', `/v1/marketplaces/${id}`)).body).toMatchObject({ entries: 3, asOf: fresh.asOf });
  const { status, body: old } = await entries(id, '?q=debian', again);
  expect([status, old.items.length, old.asOf]).toEqual([200, 2, fresh.asOf]);
  expect(old.stale?.code).toBe('source-unreachable');
  expect((await again.call('GET', `/v1/marketplaces/${id}`)).body).toMatchObject({
    problem: { code: 'source-unreachable' },
  });
  const { body: why } = await again.call<{ reasons: string[] }>('GET', `/v1/marketplaces/${id}/explain`);
  expect(why.reasons.join(' ')).toMatch(/cannot be reached.*searched as of/);
  // What something means now is not answered from an old list.
  const offer = await again.call('GET', `/v1/marketplaces/${id}/offer?reference=debian-12-amd64.qcow2`);
  expect([offer.status, offer.body['code']]).toEqual([502, 'source-unreachable']);
  await folder.server.up();
  const refreshed = await again.call('POST', `/v1/marketplaces/${id}/refresh`, undefined);
  expect(refreshed.status, refreshed.text).toBe(200);
  expect(refreshed.body).not.toHaveProperty('problem');
  expect((refreshed.body['asOf'] as string) > fresh.asOf).toBe(true);
});

test('the list of another address is not shown, and goes with its marketplace', async () => {
  const { id } = await make();
  const other = await startImageFolder({ 'ubuntu-amd64.img': 'a disk' });
  await entries(id);
  const files = () => readdir(join(cloud.directory, 'marketplaces'));
  expect(await files()).toHaveLength(1);
  const path = `/v1/marketplaces/${id}`;
  expect((await cloud.admin.call('PATCH', path, { url: other.settings.url })).status).toBe(200);
  expect((await alice.call('GET', path)).body).not.toHaveProperty('entries');
  expect((await entries(id)).body.items.map(({ reference }) => reference)).toEqual(['ubuntu-amd64.img']);
  expect((await cloud.admin.call('DELETE', path)).status).toBe(204);
  await expect.poll(files).toEqual([]);
  await other.server.close();
});

test('whether one would be reached is asked without making it', async () => {
  const check = (body: object) => cloud.admin.call('POST', '/v1/marketplaces/check', { name: 'x', ...body });
  expect((await check(folder.settings)).body).toEqual({ reached: true, message: 'It answers, and lists 3 entries.' });
  await folder.server.down();
  const no = await check(folder.settings);
  expect(no.status).toBe(200);
  expect(no.body).toMatchObject({ reached: false, message: expect.stringMatching(/cannot be reached/) });
  expect(no.body['hint']).toBeDefined();
  expect((await check({ type: 'http' })).body).toMatchObject({ code: 'invalid-request', field: 'url' });
  expect(await names(cloud.admin)).not.toContain('x');
});

test('a dead list does not hold a question longer than the limit says', async () => {
  await cloud.close();
  const { defaultLimits } = await import('@skerry/domain');
  cloud = await startFrontEnd({ limits: { ...defaultLimits, 'marketplace-seconds': 1 } });
  alice = await cloud.user('alice');
  const { id } = await make();
  folder.server.fault(() => true, { type: 'silent', after: 3 });
  const before = performance.now();
  const reply = await entries(id);
  expect([reply.status, reply.body['code' as keyof Entries]]).toEqual([502, 'source-unreachable']);
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(reply.text).toContain('ask again in a moment');
});

test('an image is made of what a marketplace has by one word, or by its number, and only by who may use that', async () => {
  const { id } = await make({ permissions: 'um-------' });
  const create = (body: object, by: Client = alice) => by.call<Shown>('POST', '/v1/images', { name: 'disk', ...body });
  const reference = 'debian-12-amd64.qcow2';
  expect((await create({ marketplaceId: id, reference })).body).toMatchObject({
    code: 'unknown-reference',
    field: 'marketplaceId',
  });
  expect((await create({ from: `ours:${reference}` })).body).toMatchObject({ code: 'invalid-request', field: 'from' });
  expect((await create({ from: 'debian' })).body).toMatchObject({ code: 'invalid-request', field: 'from' });
  for (const both of [
    { from: 'docker://nginx', path: '/x' },
    { from: 'lxc:debian/12', marketplaceId: id, reference },
  ]) {
    expect((await create(both, cloud.admin)).body).toMatchObject({ code: 'invalid-request' });
  }
  const made = await create({ from: `ours:${reference}` }, cloud.admin);
  expect(made.status, made.text).toBe(201);
  expect(made.body).toMatchObject({ origin: { source: 'marketplaceId', marketplaceId: id, reference } });
  const byUrl = await create({ name: 'by-url', from: 'https://images.example.org/disk.qcow2?token=x' });
  expect(byUrl.body).toMatchObject({ origin: { source: 'url', url: 'https://images.example.org/disk.qcow2' } });
});

test('what administrators may import from is no way inside for the marketplaces of others', async () => {
  await cloud.close();
  cloud = await startFrontEnd({
    outbound: { addresses: { allowed: ['127.0.0.0/8'] }, patience: { tries: 1, firstMs: 1, longestWaitMs: 1 } },
  });
  alice = await cloud.user('alice');
  const { allowedAddresses: _, ...settings } = folder.settings;
  const made = await alice.call<Shown>('POST', '/v1/marketplaces', { name: 'inside', ...settings });
  expect((await entries(made.body.id)).body).toMatchObject({ code: 'source-address-refused' });
  expect(folder.server.asked).toEqual([]);
});
