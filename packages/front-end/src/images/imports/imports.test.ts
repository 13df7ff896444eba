import { eventually } from '@skerry/api/testing/eventually';
import { keys } from '@skerry/api/state/keys';
import { kindsThatBoot, limitsWith } from '@skerry/domain';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf, type ImportingCloud, startImportingCloud } from '../../testing/importing-cloud.ts';

const make = async (cloud: ImportingCloud, name: string, from: object, client = cloud.admin) => {
  const reply = await client.call<{ id: number; state: string }>('POST', '/v1/images', { name, ...from });
  expect(reply.status, reply.text).toBe(201);
  return reply.body;
};
const urlOf = ({ web }: ImportingCloud, path: string) => `${web.url}${path}`;
const stored = async ({ directory }: ImportingCloud) =>
  (await readdir(join(directory, 'images'))).filter((name) => name !== 'blobs').sort();
const blobs = async ({ directory }: ImportingCloud) => {
  const names = await readdir(join(directory, 'images', 'blobs')).catch(() => []);
  return names.toSorted((a, b) => (a < b ? -1 : 1));
};
const leftRecords = async ({ store }: ImportingCloud) => (await store.list(keys.imageImports)).entries.length;

test('an image of an address is an object at once, comes by itself, and says where it came from', async () => {
  const cloud = await startImportingCloud();
  const content = await cloud.qcow2();
  cloud.files.set('/disk.qcow2?token=secret', content);
  const made = await make(cloud, 'a', { url: `${urlOf(cloud, '/disk.qcow2')}?token=secret` });
  expect(made.state).toBe('importing');
  const image = await cloud.ended(made.id);
  expect(image).toMatchObject({ state: 'ready', digest: digestOf(content), sizeMiB: 64, kinds: kindsThatBoot() });
  expect(image.origin).toMatchObject({ source: 'url', format: 'qcow2', digest: digestOf(content) });
  expect(JSON.stringify(image)).not.toContain('secret');
  await eventually(async () => expect(await stored(cloud)).toEqual([`${digestOf(content).slice(7)}.qcow2`]));
  expect(await leftRecords(cloud)).toBe(0);
});

test('nothing can be made of an image that is not ready, and no cluster is told of it', async () => {
  const cloud = await startImportingCloud();
  cloud.web.fault(() => true, { type: 'silent', after: 0 });
  const { id } = await make(cloud, 'a', { url: urlOf(cloud, '/slow') });
  const template = await cloud.admin.call('POST', '/v1/templates', { name: 't', imageId: id });
  expect([template.status, template.body['code']]).toEqual([409, 'image-not-ready']);
  expect(template.body['detail']).toBe('The image "a" is not imported yet.');
});

test('what cannot be had fails with why and what to do, and is tried again when somebody says so', async () => {
  const cloud = await startImportingCloud();
  const { id } = await make(cloud, 'a', { url: urlOf(cloud, '/later.qcow2') });
  const failed = await cloud.ended(id);
  expect(failed).toMatchObject({ state: 'failed', failure: { code: 'source-not-found' } });
  expect(failed.failure?.hint).toMatch(/\S/);
  const { body: why } = await cloud.admin.call<{ summary: string; next: string[] }>('GET', `/v1/images/${id}/explain`);
  expect(why.summary).toBe('The image "a" could not be imported.');
  expect(why.next).toContain('Try it again: skerry image retry a.');
  cloud.files.set('/later.qcow2', await cloud.qcow2());
  const again = await cloud.admin.call('POST', `/v1/images/${id}/retry`);
  expect([again.status, again.body['state']]).toEqual([202, 'importing']);
  expect((await cloud.ended(id)).state).toBe('ready');
  expect((await cloud.admin.call('POST', `/v1/images/${id}/retry`)).body['code']).toBe('image-state');
});

const bad: [what: string, code: string, change: (cloud: ImportingCloud, content: Buffer) => object][] = [
  [
    'another content than was promised',
    'digest-differs',
    ({ web }) => ({ url: `${web.url}/a`, digest: `sha256:${'0'.repeat(64)}` }),
  ],
  [
    'an archive of no kind',
    'image-unknown',
    ({ web, files }) => (files.set('/zip', Buffer.from('PK\x03\x04'.padEnd(1000))), { url: `${web.url}/zip` }),
  ],
  [
    'a backing file',
    'image-not-whole',
    ({ web, files }, content) => {
      const backed = Buffer.from(content);
      backed.writeBigUInt64BE(512n, 8);
      files.set('/backed', backed);
      return { url: `${web.url}/backed` };
    },
  ],
  [
    'a server that is silent',
    'source-unreachable',
    ({ web }) => (web.fault(() => true, { type: 'silent', after: 100 }), { url: `${web.url}/a` }),
  ],
];
test.each(bad)(
  '%s is refused, and nothing of it stays',
  async (_, code, change) => {
    const cloud = await startImportingCloud();
    const content = await cloud.qcow2();
    cloud.files.set('/a', content);
    const { id } = await make(cloud, 'a', change(cloud, content));
    expect((await cloud.ended(id)).failure?.code).toBe(code);
    expect(await stored(cloud)).toEqual([]);
    await cloud.admin.call('DELETE', `/v1/images/${id}`);
    expect(await leftRecords(cloud)).toBe(0);
    expect((await blobs(cloud)).filter((name) => name.startsWith('.'))).toEqual([]);
  },
  30_000,
);

test('who is no administrator reaches no address of ours, names no file here, and makes an image that is his alone', async () => {
  const cloud = await startImportingCloud();
  const ann = await cloud.user('ann');
  cloud.files.set('/disk', await cloud.qcow2());
  const { id } = await make(cloud, 'mine', { url: urlOf(cloud, '/disk') }, ann);
  expect(await cloud.ended(id)).toMatchObject({
    failure: { code: 'source-address-refused' },
    permissions: 'um-------',
  });
  const file = await ann.call('POST', '/v1/images', { name: 'b', path: '/etc/hostname' });
  expect([file.status, file.body['code']]).toEqual([403, 'forbidden']);
});

test('exactly one source is given', async () => {
  const cloud = await startImportingCloud();
  for (const given of [{}, { path: '/a', url: 'http://a.example/' }, { marketplaceId: 0 }, { reference: 'a' }]) {
    const reply = await cloud.admin.call('POST', '/v1/images', { name: 'a', ...given });
    expect([reply.status, reply.body['code']], JSON.stringify(given)).toEqual([400, 'invalid-request']);
  }
});

test('an image of a marketplace keeps what the reference meant; the same content is one file', async () => {
  const cloud = await startImportingCloud();
  const content = await cloud.qcow2({ content: 'debian' });
  await cloud.close();
  const second = await startImportingCloud([{ name: 'debian', version: '12', content }]);
  const from = { marketplaceId: 0, reference: 'debian' };
  const one = await make(second, 'one', from);
  expect(await second.ended(one.id)).toMatchObject({
    state: 'ready',
    origin: {
      source: 'marketplaceId',
      marketplaceId: 0,
      reference: 'debian',
      version: '12',
      digest: digestOf(content),
    },
  });
  const other = await make(second, 'other', from);
  expect((await second.ended(other.id)).state).toBe('ready');
  // The doubt about a file ends a moment after its image is ready.
  await eventually(async () => expect(await stored(second)).toHaveLength(1));
  await second.admin.call('DELETE', `/v1/images/${one.id}`);
  expect(await stored(second)).toHaveLength(1);
  await second.admin.call('DELETE', `/v1/images/${other.id}`);
  expect(await stored(second)).toEqual([]);
});

test('who may not use a marketplace imports nothing of it', async () => {
  const cloud = await startImportingCloud();
  const made = await cloud.admin.call<{ id: number }>('POST', '/v1/marketplaces', {
    name: 'ours',
    type: 'oci',
    permissions: 'um-------',
  });
  expect(made.status, made.text).toBe(201);
  const from = { name: 'a', marketplaceId: made.body.id, reference: 'debian' };
  const reply = await (await cloud.user('ann')).call('POST', '/v1/images', from);
  expect([reply.status, reply.body['code']]).toEqual([400, 'unknown-reference']);
});

test('what a user has of images is bounded before the first byte comes', async () => {
  const cloud = await startImportingCloud([], { limits: limitsWith({ 'user-image-mib': 1 }) });
  const ann = await cloud.user('ann');
  const refused = await ann.call('POST', '/v1/images', { name: 'up', upload: { bytes: 2 * 1024 * 1024 } });
  expect([refused.status, refused.body['code']]).toEqual([409, 'quota-exceeded']);
  const first = await ann.call('POST', '/v1/images', { name: 'up', upload: { bytes: 1024 * 1024 } });
  expect(first.status, first.text).toBe(201);
  const second = await ann.call('POST', '/v1/images', { name: 'more', upload: { bytes: 1 } });
  expect(second.body['code']).toBe('quota-exceeded');
});

test('a front-end that dies while it fetches goes on where it was, and fetches nothing twice', async () => {
  const cloud = await startImportingCloud();
  const content = Buffer.concat([await cloud.qcow2(), Buffer.alloc(3 * 1024 * 1024, 'x')]);
  cloud.files.set('/disk', content);
  cloud.web.fault((path) => path === '/disk', { type: 'silent', after: 2 * 1024 * 1024 });
  const { id } = await make(cloud, 'a', { url: urlOf(cloud, '/disk'), digest: digestOf(content) });
  await eventually(async () => expect((await cloud.show(id)).progress?.bytes).toBeGreaterThan(1024 * 1024));
  cloud.web.heal();
  await cloud.restart();
  expect(await cloud.ended(id)).toMatchObject({ state: 'ready', digest: digestOf(content) });
  const ranges = cloud.web.asked.flatMap(({ headers }) => headers.range ?? []);
  expect(ranges.some((range) => Number(/\d+/.exec(range)?.[0]) > 1024 * 1024)).toBe(true);
}, 30_000);

test('whoever deletes an image ends its import, and nothing of it stays', async () => {
  const cloud = await startImportingCloud();
  cloud.files.set('/disk', Buffer.alloc(3 * 1024 * 1024, 'x'));
  cloud.web.fault((path) => path === '/disk', { type: 'silent', after: 1024 * 1024 });
  const { id } = await make(cloud, 'a', { url: urlOf(cloud, '/disk') });
  await eventually(async () => expect((await cloud.show(id)).progress?.bytes).toBeGreaterThan(0));
  expect((await cloud.admin.call('DELETE', `/v1/images/${id}`)).status).toBe(204);
  await eventually(async () => expect(await blobs(cloud)).toEqual([]));
  expect(await leftRecords(cloud)).toBe(0);
  expect(await stored(cloud)).toEqual([]);
});
