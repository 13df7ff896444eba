/** A cluster that is cut off is operated at its own console, and what was done there is the truth when the link heals. */
import { adminPassword, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { silentLog } from '@skerry/kit';
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

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-site-'));
  cloud = await startFrontEnd();
  admin = createClient({ url: cloud.frontEnd.url, token: cloud.admin.secret });
  const { linkUrl } = cloud.frontEnd;
  simulation = await startSimulation({
    client: admin,
    linkUrl,
    directory,
    clusters: 1,
    hostsPerCluster: 2,
    log: silentLog,
  });
  cluster = simulation.clusters[0] as SimulatedCluster;
  await cluster.serveSite();
  await stocked();
}, 30_000);
afterEach(async () => {
  await simulation.close();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
/** The link was up long enough: the site has numbers, and people. */
const stocked = () =>
  until(async () => {
    for (const kind of ['instance', 'disk', 'command', 'token']) {
      expect(await cluster.store.get(`/ids/${kind}/spare`)).toBeDefined();
    }
    expect(await cluster.store.get('/catalogue/user/0')).toBeDefined();
  });

async function logIn(name = 'admin', password: string = adminPassword): Promise<Client> {
  const url = cluster.siteUrl as string;
  const { data } = await createClient({ url }).call('session.create', { body: { name, password } });
  return createClient({ url, token: data.secret });
}

async function cut(): Promise<void> {
  cluster.cable.cut();
  await until(() => expect(cluster.upward?.state).toBe('cut'));
}

async function heal(): Promise<void> {
  cluster.cable.heal();
  await until(() => expect(cluster.upward?.state).toBe('connected'));
}

const create = async (client: Client, name: string) => {
  const body = { name, imageId: simulation.imageId, kind: 'container', memoryMiB: 64 } as const;
  const { data } = await client.call('instance.create', { body });
  if (!('id' in data)) throw new Error('it was only planned');
  return data.id;
};
const stateOf = async (client: Client, id: number) =>
  (await client.call('instance.get', { params: { id } })).data.state;
const reaches = (client: Client, id: number, state: string) =>
  until(async () => expect(await stateOf(client, id)).toBe(state));
const pids = () =>
  new Map(cluster.hosts.flatMap((host) => [...host.containers.all].map(([id, { pid }]) => [id, pid] as const)));

test('cut off, a site is operated on the spot; healed, the front-end shows it and nothing restarted', async () => {
  const first = await create(admin, 'first');
  const second = await create(admin, 'second');
  const doomed = await create(admin, 'doomed');
  for (const id of [first, second, doomed]) await reaches(admin, id, 'running');
  await cut();
  const site = await logIn();
  const { data: list } = await site.call('instance.list');
  expect(list.items.map((i) => i.name).sort()).toEqual(['doomed', 'first', 'second']);
  await site.call('instance.stop', { params: { id: second }, body: { graceSeconds: 5 } });
  await reaches(site, second, 'stopped');
  await site.call('instance.delete', { params: { id: doomed }, query: { graceSeconds: 0 } });
  const made = await create(site, 'made-here');
  await reaches(site, made, 'running');
  await site.call('instance.patch', { params: { id: first }, body: { name: 'renamed' } });
  const ran = pids();
  await until(async () => expect((await site.call('instance.list')).data.total).toBe(3));
  expect((await admin.call('instance.list')).data.total).toBe(3);
  expect(await stateOf(admin, second)).toBe('running');

  await heal();
  await reaches(admin, made, 'running');
  await reaches(admin, second, 'stopped');
  const { data: here } = await site.call('instance.get', { params: { id: made } });
  const { data: there } = await admin.call('instance.get', { params: { id: made } });
  expect(there).toMatchObject({ name: 'made-here', ownerId: 0, nics: here.nics });
  expect((await admin.call('instance.get', { params: { id: first } })).data.name).toBe('renamed');
  await until(async () => expect((await admin.call('instance.list')).data.total).toBe(3));
  expect(pids()).toEqual(ran);
}, 40_000);
