import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { silentLog } from '@skerry/kit';
import { randomOf } from '@skerry/kit/testing/campaign';
import { type Client, createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contents, differences } from './differences.ts';
import { rest } from './rest.ts';
import { type Simulation, startSimulation } from './simulation.ts';
import { Workload } from './workload.ts';

const instances = 300;
let cloud: TestFrontEnd;
let client: Client;
let simulation: Simulation;
let workload: Workload;
let directory: string;

const everything = async () => [...(await contents(cloud.store))].map(([key, value]) => ({ key, value }));
const comesToRest = () => rest(everything, simulation.clusters, 30_000);
const guests = () => {
  const pids = new Map<number, number>();
  for (const host of simulation.clusters.flatMap((cluster) => cluster.hosts)) {
    for (const [id, guest] of [...host.vms.all, ...host.containers.all]) pids.set(id, guest.pid);
  }
  return pids;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-simulation-'));
  cloud = await startFrontEnd();
  client = createClient({ url: cloud.frontEnd.url, token: cloud.admin.secret });
  simulation = await startSimulation({
    client,
    linkUrl: cloud.frontEnd.linkUrl,
    directory,
    clusters: 3,
    hostsPerCluster: 10,
    log: silentLog,
  });
  workload = new Workload({ client, imageId: simulation.imageId, random: randomOf(1) });
}, 60_000);
afterAll(async () => {
  await simulation.close();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

test('30 hosts of 3 clusters run 300 instances, and every store agrees with every other', async () => {
  await workload.create(instances);
  await comesToRest();
  expect(guests().size).toBe(instances);
  const { data } = await client.call('status.get');
  expect(data.instances).toEqual({ running: instances });
  expect(data.hosts).toEqual({ total: 30, online: 30 });
}, 60_000);

test('what differs is found', async () => {
  const [cluster] = simulation.clusters;
  const guest = [...(cluster?.hosts[0]?.containers.all.keys() ?? [])][0] as number;
  const key = `/state/instance/${guest}`;
  const before = (await cluster?.store.get(key))?.value ?? null;
  const without = (await everything()).filter(
    (entry) => entry.key !== `/mirror/${cluster?.clusterId}/instance/${guest}`,
  );
  expect(before).not.toBeNull();
  expect(await differences(without, simulation.clusters)).toEqual([
    `cluster ${cluster?.clusterId} and its mirror differ in instance/${guest}.`,
  ]);
});

test('a cluster that was cut comes back: all commands answered, all mirrors equal, no guest started again', async () => {
  const [lost] = simulation.clusters;
  if (!lost) throw new Error('There is no cluster.');
  const before = guests();
  lost.cable.cut();
  await lost.upward?.waitFor('cut', { deadlineMs: 5000 });
  const crashed = [...(lost.hosts[0]?.containers.all.keys() ?? [])].slice(0, 3);
  for (const id of crashed) lost.hosts[0]?.containers.crash(id);
  await workload.burst(100);
  const waiting = (await client.call('cluster.get', { params: { id: lost.clusterId } })).data.waitingCommands;
  expect(waiting).toBeGreaterThan(10);
  lost.cable.heal();
  await comesToRest();
  const touched = new Set([...crashed, ...workload.touched]);
  const after = guests();
  const startedAgain = [...before].filter(([id, pid]) => after.get(id) !== pid).map(([id]) => id);
  expect(startedAgain.filter((id) => !touched.has(id))).toEqual([]);
  expect(startedAgain).toEqual(expect.arrayContaining(crashed));
}, 60_000);

test('a simulated cloud that is emptied leaves nothing behind', async () => {
  await workload.deleteAll();
  await comesToRest();
  expect(guests().size).toBe(0);
  const left = [...(await contents(cloud.store)).keys()].filter((key) =>
    /^\/mirror\/.*\/(instance|disk|lease)\//.test(key),
  );
  expect(left).toEqual([]);
  for (const cluster of simulation.clusters) {
    expect(
      [...(await contents(cluster.store)).keys()].filter(
        (key) => !key.startsWith('/ids/') && /\/(instance|disk|lease|address)\//.test(key),
      ),
    ).toEqual([]);
    for (const host of cluster.hosts) expect([host.disks, host.leftovers()]).toEqual([0, []]);
  }
}, 60_000);
