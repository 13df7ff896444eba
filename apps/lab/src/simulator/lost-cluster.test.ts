/** A whole site is given up; when its machines come back, they run nothing of what they had, at any level. */
import { createSite } from '@skerry/api';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { type Log, silentLog } from '@skerry/kit';
import { type Client, createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { type Simulation, startSimulation } from './simulation.ts';

let cloud: TestFrontEnd;
let admin: Client;
let simulation: Simulation;
let cluster: SimulatedCluster;
let directory: string;
const said: string[] = [];
const log: Log = {
  ...silentLog,
  error: (_, sentence) => void said.push(sentence),
  child: () => log,
};

beforeEach(async () => {
  said.length = 0;
  directory = await mkdtemp(join(tmpdir(), 'skerry-lost-'));
  cloud = await startFrontEnd();
  admin = createClient({ url: cloud.frontEnd.url, token: cloud.admin.secret });
  const { linkUrl } = cloud.frontEnd;
  simulation = await startSimulation({ client: admin, linkUrl, directory, clusters: 1, hostsPerCluster: 2, log });
  cluster = simulation.clusters[0] as SimulatedCluster;
  await cluster.serveSite((controller, dataDirectory) =>
    createSite({ controller: controller.site, listen: { host: '127.0.0.1', port: 0 }, dataDirectory }),
  );
}, 30_000);
afterEach(async () => {
  await simulation.close();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const states = () => cluster.hosts.flatMap((host) => [...host.containers.all.values()].map(({ state }) => state));

test('nothing of it is left above, its guests are stopped, and its console changes nothing any more', async () => {
  const params = { id: cluster.clusterId };
  const { password } = (await admin.call('cluster.site-credential', { params })).data;
  for (const name of ['a', 'b', 'c']) {
    const body = { name, imageId: simulation.imageId, kind: 'container', memoryMiB: 64 } as const;
    await admin.call('instance.create', { body });
  }
  await until(() => expect(states()).toEqual(['running', 'running', 'running']));
  await until(async () => {
    const kept = (await cluster.store.get(`/catalogue/cluster/${cluster.clusterId}`))?.value;
    expect(kept).toHaveProperty('siteCredentialHash');
  });
  const url = cluster.siteUrl as string;
  const { data: here } = await createClient({ url }).call('session.create', { body: { name: 'admin', password } });
  const site = createClient({ url, token: here.secret });

  cluster.cable.cut();
  const { name } = (await admin.call('cluster.get', { params })).data;
  await until(async () => expect((await admin.call('cluster.get', { params })).data.state).toBe('cut'));
  const { data: loss } = await admin.call('cluster.declare-lost', { params, body: { name } });
  expect(loss).toMatchObject({ hosts: 2, networks: 1, instances: 3, disks: 3, addresses: 3 });
  for (const kind of ['cluster', 'host', 'network', 'disk', 'lease'] as const) {
    expect((await admin.call(`${kind}.list`)).data.total, kind).toBe(0);
  }
  await admin.call('image.delete', { params: { id: simulation.imageId } });
  // They tell their owners, and hold nothing.
  const told = (await admin.call('instance.list')).data.items;
  expect(told.map(({ state }) => state)).toEqual(['lost', 'lost', 'lost']);
  for (const { id } of told) await admin.call('instance.delete', { params: { id } });
  expect((await admin.call('instance.list')).data.total).toBe(0);
  // Nobody has told the site yet: it goes on alone.
  expect(states()).toEqual(['running', 'running', 'running']);

  cluster.cable.heal();
  await until(() => expect(states().filter((state) => state === 'running')).toEqual([]));
  await until(() => expect(said.filter((sentence) => sentence.includes('declared this cluster lost'))).toHaveLength(1));
  await until(() => expect(said.filter((sentence) => sentence.includes('declared this host lost'))).toHaveLength(2));
  expect(states()).toHaveLength(3);

  const { data: status } = await site.call('status.get');
  expect(status.site?.sentence).toContain('which was declared lost at the front-end');
  const [instance] = (await site.call('instance.list')).data.items;
  const start = site.call('instance.start', { params: { id: instance?.id ?? -1 } });
  await expect(start).rejects.toMatchObject({ code: 'cluster-lost', status: 409 });

  // Over a restart, cut off again: what was heard once holds.
  cluster.cable.cut();
  await cluster.stop();
  await cluster.start();
  await until(() => expect(said.filter((sentence) => sentence.includes('declared this cluster lost'))).toHaveLength(2));
  expect(states().filter((state) => state === 'running')).toEqual([]);
  expect((await admin.call('cluster.list')).data.total).toBe(0);
}, 60_000);
