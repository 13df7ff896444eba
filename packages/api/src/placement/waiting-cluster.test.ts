import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { joinWithHost } from '@skerry/front-end/testing/join-with-host';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

let cloud: TestFrontEnd;
const clusters: FakeCluster[] = [];
const architectureOf = new Map<number, string>();

async function post<T extends object = { id: number }>(path: string, body: object): Promise<T> {
  const reply = await cloud.admin.call<T>('POST', path, body);
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply.body;
}

/** A cluster with one host that was there once. */
async function joinWith(name: string, architecture: string): Promise<void> {
  const { id, hostId, cluster } = await joinWithHost(cloud, name, { connected: false, report: { architecture } });
  clusters.push(cluster);
  architectureOf.set(id, architecture);
  await post('/v1/networks', { name: `${name}-net`, clusterId: id, cidr: '10.1.0.0/24' });
  expect((await cloud.admin.call('GET', `/v1/hosts/${hostId}`)).body).toMatchObject({ state: 'cut', architecture });
}

beforeAll(async () => {
  cloud = await startFrontEnd();
}, 60_000);
afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
  await cloud.close();
});

test.each([
  ['x86_64', 'aarch64'],
  ['aarch64', 'x86_64'],
])(
  'an instance of %s waits where a host of its architecture may come back, never where none can run it',
  async (architecture, other) => {
    await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
    const image = {
      name: `tiny-${architecture}`,
      path: join(cloud.directory, 'tiny.qcow2'),
      kinds: ['vm'],
      architecture,
    };
    const { id: imageId, ...made } = await post<{ id: number; architecture: string }>('/v1/images', image);
    expect(made.architecture).toBe(architecture);
    await joinWith(`gates-${architecture}`, other);
    await joinWith(`desks-${architecture}`, architecture);
    const desk = { name: `desk-${architecture}`, imageId, memoryMiB: 64 };
    const { clusterId } = await post<{ clusterId: number }>('/v1/instances', desk);
    expect(architectureOf.get(clusterId)).toBe(architecture);
  },
);
