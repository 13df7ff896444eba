import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { joinWithHost } from '@skerry/front-end/testing/join-with-host';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

let cloud: TestFrontEnd;
const clusters: FakeCluster[] = [];
let imageId: number;
/** The small network of the first cluster. */
let smallId: number;

async function post<T extends object = { id: number }>(path: string, body: object): Promise<T> {
  const reply = await cloud.admin.call<T>('POST', path, body);
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
  return reply.body;
}
const create = (name: string, more: object = {}) =>
  post<{ id: number; clusterId: number; stateReason: string }>('/v1/instances', {
    name,
    imageId,
    rank: 'spread',
    memoryMiB: 64,
    ...more,
  });

/** Two clusters of one host each that take orders, and do not answer them: all that is known is what was asked. */
beforeAll(async () => {
  cloud = await startFrontEnd();
  for (const name of ['north', 'south']) {
    const { cluster } = await joinWithHost(cloud, name);
    clusters.push(cluster);
    cluster.obey = false;
  }
  const [north, south] = clusters as [FakeCluster, FakeCluster];
  const ranges = [{ first: '10.1.0.10', last: '10.1.0.12' }];
  smallId = (await post('/v1/networks', { name: 'small', clusterId: north.id, cidr: '10.1.0.0/24', ranges })).id;
  await post('/v1/networks', { name: 'large', clusterId: south.id, cidr: '10.2.0.0/24' });
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  imageId = (await post('/v1/images', { name: 'tiny', path: join(cloud.directory, 'tiny.qcow2'), kinds: ['vm'] })).id;
}, 60_000);
afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
  await cloud.close();
});

test('what was asked for and has no host yet is counted where it is expected: a burst does not fall on one cluster', async () => {
  const chosen: number[] = [];
  for (let i = 0; i < 6; i++) chosen.push((await create(`web-${i}`)).clusterId);
  const [north, south] = clusters as [FakeCluster, FakeCluster];
  expect(chosen).toEqual([north.id, south.id, north.id, south.id, north.id, south.id]);
});

test('a cluster without a free address is passed over; asked for by its network, the instance waits and says why', async () => {
  const [, south] = clusters as [FakeCluster, FakeCluster];
  expect((await create('web-6')).clusterId).toBe(south.id);
  const plan = await post<{ placed: boolean; refused: object; message: string }>('/v1/instances?dryRun=true', {
    name: 'web-7',
    imageId,
    networkIds: [smallId],
  });
  expect(plan).toMatchObject({ placed: false, refused: { 'addresses-lacking': 1 } });
  expect(plan.message).toContain('no free address');
  expect((await create('web-7', { networkIds: [smallId] })).stateReason).toContain('no free address');
});
