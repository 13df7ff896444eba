import { createClient } from '@skerry/sdk';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Client } from '../../testing/front-end.ts';
import { digestOf, type ImportingCloud, startImportingCloud } from '../../testing/importing-cloud.ts';

const begin = async (client: Client, bytes: number, more: object = {}) => {
  const reply = await client.call<{ id: number }>('POST', '/v1/images', { name: 'up', upload: { bytes }, ...more });
  expect(reply.status, reply.text).toBe(201);
  return reply.body.id;
};

const put = async (cloud: ImportingCloud, client: Client, id: number, offset: number, body: Buffer) => {
  const response = await fetch(`${cloud.frontEnd.url}/v1/images/${id}/content`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${client.secret}`,
      'upload-offset': String(offset),
      'content-type': 'application/octet-stream',
    },
    body,
  });
  const answer = (await response.json()) as { bytes?: number; code?: string; detail?: string };
  return { status: response.status, ...answer };
};

const head = async (cloud: ImportingCloud, client: Client, id: number) => {
  const headers = { authorization: `Bearer ${client.secret}` };
  const response = await fetch(`${cloud.frontEnd.url}/v1/images/${id}/content`, { method: 'HEAD', headers });
  return [response.status, response.headers.get('upload-offset'), response.headers.get('upload-length')];
};

test('an upload comes in pieces, in order, and becomes an image when it is whole', async () => {
  const cloud = await startImportingCloud();
  const { admin } = cloud;
  const content = await cloud.qcow2();
  const id = await begin(admin, content.length, { digest: digestOf(content) });
  expect(await head(cloud, admin, id)).toEqual([200, '0', String(content.length)]);
  expect(await put(cloud, admin, id, 0, content.subarray(0, 100_000))).toMatchObject({ status: 200, bytes: 100_000 });
  expect(await put(cloud, admin, id, 0, content.subarray(0, 10))).toMatchObject({ status: 409, code: 'upload-offset' });
  expect(await put(cloud, admin, id, 200_000, content.subarray(200_000))).toMatchObject({ code: 'upload-offset' });
  expect(await cloud.show(id)).toMatchObject({ state: 'importing', progress: { step: 'uploading', bytes: 100_000 } });
  expect(await put(cloud, admin, id, 100_000, content.subarray(100_000))).toMatchObject({ status: 200 });
  expect(await cloud.ended(id)).toMatchObject({
    state: 'ready',
    digest: digestOf(content),
    origin: { source: 'upload' },
  });
  expect(await readdir(join(cloud.directory, 'images', 'blobs'))).toEqual([]);
});

test('a front-end that dies in the middle has what came, and the rest is sent', async () => {
  const cloud = await startImportingCloud();
  const content = await cloud.qcow2();
  const id = await begin(cloud.admin, content.length);
  await put(cloud, cloud.admin, id, 0, content.subarray(0, 150_000));
  await cloud.restart();
  expect(await head(cloud, cloud.admin, id)).toEqual([200, '150000', String(content.length)]);
  await put(cloud, cloud.admin, id, 150_000, content.subarray(150_000));
  expect(await cloud.ended(id)).toMatchObject({ state: 'ready', digest: digestOf(content) });
});

test('more than was said, another content, and what is no image are refused', async () => {
  const cloud = await startImportingCloud();
  const { admin } = cloud;
  const id = await begin(admin, 1000);
  expect(await put(cloud, admin, id, 0, Buffer.alloc(1001))).toMatchObject({ status: 400, code: 'invalid-request' });
  await admin.call('DELETE', `/v1/images/${id}`);
  const zip = Buffer.from('PK\x03\x04'.padEnd(5000));
  const second = await begin(admin, zip.length);
  expect(await put(cloud, admin, second, 0, zip)).toMatchObject({ status: 200 });
  expect((await cloud.ended(second)).failure).toMatchObject({ code: 'image-unknown' });
  await admin.call('DELETE', `/v1/images/${second}`);
  const third = await begin(admin, zip.length, { digest: `sha256:${'1'.repeat(64)}` });
  expect(await put(cloud, admin, third, 0, zip)).toMatchObject({ status: 400, code: 'digest-differs' });
  await admin.call('DELETE', `/v1/images/${third}`);
  expect(await readdir(join(cloud.directory, 'images', 'blobs'))).toEqual([]);
});

test('only who may manage an image sends its content', async () => {
  const cloud = await startImportingCloud();
  const [ann, bob] = [await cloud.user('ann'), await cloud.user('bob')];
  const id = await begin(ann, 1000);
  expect(await put(cloud, bob, id, 0, Buffer.alloc(10))).toMatchObject({ status: 404 });
  expect(await put(cloud, cloud.anonymous, id, 0, Buffer.alloc(10))).toMatchObject({ status: 401 });
  expect(await put(cloud, ann, id, 0, Buffer.alloc(10))).toMatchObject({ status: 200, bytes: 10 });
});

test('the client sends a file whole, and goes on where it was cut', async () => {
  const cloud = await startImportingCloud();
  const content = Buffer.concat([await cloud.qcow2(), Buffer.alloc(3 * 1024 * 1024)]);
  const id = await begin(cloud.admin, content.length);
  await put(cloud, cloud.admin, id, 0, content.subarray(0, 100_000));
  let cuts = 2;
  const cutting: typeof fetch = (input, init) => {
    if (init?.method === 'PUT' && cuts-- > 0) return Promise.reject(new TypeError('fetch failed'));
    return fetch(input, init);
  };
  const client = createClient({ url: cloud.frontEnd.url, token: cloud.admin.secret, fetch: cutting });
  const seen: number[] = [];
  await client.upload(id, new Blob([content]), { onProgress: (bytes) => seen.push(bytes) });
  expect(seen[0]).toBe(100_000);
  expect(seen.at(-1)).toBe(content.length);
  expect(await cloud.ended(id)).toMatchObject({ state: 'ready', digest: digestOf(content) });
});
