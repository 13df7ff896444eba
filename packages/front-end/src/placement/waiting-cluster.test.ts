import { join } from 'node:path';
import { hostRegister } from '@skerry/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, goodHost, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { writeQcow2 } from '../testing/qcow2.ts';

let cloud: TestFrontEnd;
const clusters: FakeCluster[] = [];

async function post<T extends object = { id: number }>(path: string, body: object): Promise<T> {
  const reply = await cloud.admin.call<T>('POST', path, body);
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply.body;
}

/** A cluster with one host that was there once. */
async function joinWith(name: string, architecture: string): Promise<FakeCluster> {
  const { id } = await post('/v1/clusters', { name });
  const { token } = await post<{ token: string }>(`/v1/clusters/${id}/join-token`, {});
  const cluster = await joinFakeCluster(id, token);
  clusters.push(cluster);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const registered = await cluster.session.request(hostRegister.method, { name: `${name}-1`, key: name });
  const { hostId } = hostRegister.reply.parse(registered);
  const status = goodHost(hostId, id, false);
  await cluster.put('host-status', hostId, { ...status, report: { ...status.report!, architecture } });
  await post('/v1/networks', { name: `${name}-net`, clusterId: id, cidr: '10.1.0.0/24' });
  await eventually(async () => {
    expect((await cloud.admin.call('GET', `/v1/hosts/${hostId}`)).body).toMatchObject({ state: 'cut', architecture });
  });
  return cluster;
}

beforeAll(async () => {
  cloud = await startFrontEnd();
}, 60_000);
afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
  await cloud.close();
});

test('an instance waits where a host of its architecture may come back, never where none can run it', async () => {
  const there = { aarch64: 'x86_64', x86_64: 'aarch64' } as const;
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  const image = { name: 'tiny', path: join(cloud.directory, 'tiny.qcow2'), kinds: ['vm'] };
  const { id: imageId, architecture } = await post<{ id: number; architecture: keyof typeof there }>(
    '/v1/images',
    image,
  );
  await joinWith('gates', there[architecture]);
  const desks = await joinWith('desks', architecture);
  const made = await post<{ id: number; clusterId: number }>('/v1/instances', { name: 'desk', imageId, memoryMiB: 64 });
  expect(made.clusterId).toBe(desks.id);
});
