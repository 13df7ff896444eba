/** A cluster that was taken over, and tells of what is not its own. */
import { join } from 'node:path';
import { idsLease, samplesPush } from '@skerry/contract';
import type { CommandResult, Disk, Instance } from '@skerry/domain';
import { parsePermissions, privatePermissions } from '@skerry/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost } from '../testing/fake-cluster.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { instanceRecord } from '@skerry/api/testing/instance-record';
import { joinWithHost } from '../testing/join-with-host.ts';
import { writeQcow2 } from '../testing/qcow2.ts';

let cloud: TestFrontEnd;
let admin: Client;
let ann: Client & { id: number };
let home: FakeCluster;
let pirates: FakeCluster;
let imageId: number;
let homeHost: number;
let piratesHost: number;

async function must<T = { id: number }>(method: string, path: string, body?: object, client: Client = admin) {
  const reply = await client.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}

async function cluster(name: string): Promise<[FakeCluster, number]> {
  const { cluster: joined, hostId } = await joinWithHost(cloud, name);
  return [joined, hostId];
}

interface View {
  id: number;
  name: string;
  state: string;
  clusterId: number;
  ownerId: number;
  permissions: string;
  pendingCommands: number;
}
const view = (id: number) => must<View>('GET', `/v1/instances/${id}`);

/** What the cluster told before this was taken over or refused: it tells in order. */
async function heard(from: FakeCluster, hostId: number): Promise<void> {
  const hostname = `at-${Math.random()}`;
  const status = goodHost(hostId, from.id);
  await from.put('host-status', hostId, { ...status, report: { ...status.report!, hostname } });
  await eventually(async () => {
    expect((await must<{ hostname: string }>('GET', `/v1/hosts/${hostId}`)).hostname).toBe(hostname);
  });
}

/** The home cluster was told to make it, and has not answered. */
async function ordered(name: string): Promise<View> {
  home.obey = false;
  return must<View>('POST', '/v1/instances', { name, imageId, clusterId: home.id }, ann);
}

beforeAll(async () => {
  cloud = await startFrontEnd();
  admin = cloud.admin;
  ann = await cloud.user('ann');
  [home, homeHost] = await cluster('home');
  [pirates, piratesHost] = await cluster('pirates');
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  const image = { name: 'tiny', path: join(cloud.directory, 'tiny.qcow2'), kinds: ['vm'] };
  imageId = (await must('POST', '/v1/images', image)).id;
}, 60_000);
afterAll(async () => {
  await home?.close();
  await pirates?.close();
  await cloud?.close();
});

test('a number that was not given to a cluster is not its to tell: not before it is ordered elsewhere, nor after', async () => {
  const next = (await ordered('first')).id + 1;
  for (let id = next; id < next + 5; id++) {
    await pirates.put('instance', id, instanceRecord(id, pirates.id, { name: `trap-${id}`, ownerId: ann.id }));
  }
  await heard(pirates, piratesHost);
  const mine = await ordered('mine');
  expect(mine.id).toBe(next);
  expect(await view(mine.id)).toMatchObject({ name: 'mine', clusterId: home.id, pendingCommands: 1 });
  await pirates.put('instance', mine.id, instanceRecord(mine.id, pirates.id, { name: 'again', ownerId: ann.id }));
  await heard(pirates, piratesHost);
  expect(await view(mine.id)).toMatchObject({ name: 'mine', clusterId: home.id });
  expect((await must<{ total: number }>('GET', `/v1/instances?clusterId=${pirates.id}`)).total).toBe(0);
  home.obey = true;
  await home.work();
  await eventually(async () => expect((await view(mine.id)).pendingCommands).toBe(0));
  expect(await view(mine.id)).toMatchObject({ name: 'mine', clusterId: home.id });
});

test('so it is with disks, histories, addresses and hosts', async () => {
  const { id } = await ordered('with-parts');
  home.obey = true;
  await home.work();
  await eventually(async () => expect((await view(id)).pendingCommands).toBe(0));
  const { spec } = (await home.get(id)) as Instance;
  const diskId = spec.disks[0]?.diskId as number;
  const { id: networkId } = await must('POST', '/v1/networks', {
    name: 'lan',
    clusterId: home.id,
    cidr: '10.60.0.0/24',
  });
  const reply = await pirates.session.request(idsLease.method, { kind: 'lease', count: 2 });
  const { first: leaseId } = idsLease.reply.parse(reply);
  const meta = { ...instanceRecord(id, pirates.id), permissions: privatePermissions };
  const disk = { ...meta, imageId, imageDigest: 'sha256:00', sizeMiB: 1, instanceId: id } as unknown as Disk;
  const lease = { ...meta, instanceId: id, networkId, address: '10.60.0.9', mac: '02:00:00:00:00:01' };
  await pirates.put('disk', diskId, { ...disk, id: diskId });
  await pirates.put('disk', diskId + 1, { ...disk, id: diskId + 1 });
  await pirates.put('history', id, { instanceId: id, happenings: [] });
  // Its own number, but for an instance or in a network of another.
  await pirates.put('lease', leaseId, { ...lease, id: leaseId });
  await pirates.put('lease', leaseId + 50, { ...lease, id: leaseId + 50 });
  await pirates.put('host-status', homeHost, goodHost(homeHost, pirates.id, false));
  await pirates.put('host-status', homeHost + 100, goodHost(homeHost + 100, pirates.id));
  await heard(pirates, piratesHost);
  for (const noun of [`disks/${diskId}`, `disks/${diskId + 1}`, `leases/${leaseId}`, `leases/${leaseId + 50}`]) {
    expect((await admin.call('GET', `/v1/${noun}`)).status, noun).toBe(404);
  }
  expect((await must<View>('GET', `/v1/hosts/${homeHost}`)).state).toBe('online');
  const mirror = (await cloud.store.list(`/mirror/${pirates.id}/`)).entries.map(({ key }) => key);
  expect(mirror).toEqual([`/mirror/${pirates.id}/host-status/${piratesHost}`]);
});

test('name, owner and rights are those of the order; the cluster says how the instance is, and orders change them', async () => {
  const { id } = await ordered('web');
  home.obey = true;
  await home.work();
  await eventually(async () => expect((await view(id)).pendingCommands).toBe(0));
  const told = (await home.get(id)) as Instance;
  const open = parsePermissions('umaumauma') ?? privatePermissions;
  // A site may rename what it runs; not so that its owner takes it for another of hers.
  await must('POST', '/v1/instances', { name: 'db', imageId, clusterId: home.id }, ann);
  await home.put('instance', id, { ...told, name: 'db', ownerId: 0, permissions: open, hostId: homeHost });
  await eventually(async () => expect(await view(id)).toMatchObject({ hostId: homeHost }));
  expect(await view(id)).toMatchObject({ name: 'web', ownerId: ann.id, permissions: 'um-------' });
  await home.put('instance', id, { ...told, name: 'web-1', ownerId: 0, permissions: open, hostId: homeHost });
  await eventually(async () => expect(await view(id)).toMatchObject({ name: 'web-1', ownerId: ann.id }));
  await must('PATCH', `/v1/instances/${id}`, { name: 'web-2', permissions: 'um-u-----' }, ann);
  await eventually(async () => expect((await view(id)).pendingCommands).toBe(0));
  expect(await view(id)).toMatchObject({ name: 'web-2', ownerId: ann.id, permissions: 'um-u-----' });
  await cloud.restart();
  expect(await view(id)).toMatchObject({ name: 'web-2', ownerId: ann.id, permissions: 'um-u-----', hostId: homeHost });
  for (const one of [home, pirates]) {
    await one.cut();
    one.heal(cloud.frontEnd.linkUrl);
    await one.session.waitFor('connected', { deadlineMs: 10_000 });
  }
});

test('what was made at a cut site is its maker’s if he may use the cluster; else it falls to who owns the cluster', async () => {
  const { id: closed } = await must('PATCH', `/v1/clusters/${pirates.id}`, { permissions: 'um-------' });
  expect(closed).toBe(pirates.id);
  const reply = await pirates.session.request(idsLease.method, { kind: 'instance', count: 2 });
  const { first } = idsLease.reply.parse(reply);
  await pirates.put('instance', first, instanceRecord(first, pirates.id, { name: 'gift', ownerId: ann.id }));
  await eventually(async () => expect(await view(first)).toMatchObject({ name: 'gift', ownerId: 0 }));
  await must('PATCH', `/v1/clusters/${pirates.id}`, { permissions: 'um-u--u--' });
  const second = first + 1;
  await pirates.put('instance', second, instanceRecord(second, pirates.id, { name: 'made-there', ownerId: ann.id }));
  await eventually(async () => expect(await view(second)).toMatchObject({ name: 'made-there', ownerId: ann.id }));
  await pirates.put('instance', second, instanceRecord(second, pirates.id, { name: 'made-there', ownerId: 0 }));
  await heard(pirates, piratesHost);
  expect(await view(second)).toMatchObject({ name: 'made-there', ownerId: ann.id });
  for (const id of [first, second]) await pirates.remove('instance', id);
});

test('a cluster answers only the commands that it was given', async () => {
  const { id } = await ordered('unanswered');
  const waiting = (await cloud.store.list(`/commands/${home.id}/`)).entries.map(({ value }) => value);
  const [{ id: commandId }] = waiting as unknown as [{ id: number }];
  const results = [commandId, commandId + 1_000];
  await pirates.store.commit({
    writes: results.map((n) => {
      const result: CommandResult = { commandId: n, outcome: 'applied' };
      return { op: 'put', key: `/state/command-result/${n}`, value: result };
    }),
  });
  await heard(pirates, piratesHost);
  expect(await view(id)).toMatchObject({ pendingCommands: 1 });
  const mirror = (await cloud.store.list(`/mirror/${pirates.id}/command-result/`)).entries;
  expect(mirror).toEqual([]);
  home.obey = true;
  await home.work();
});

test('into the audit goes what was done at its own console, to its own, by the names that we know', async () => {
  const { id } = await ordered('watched');
  const record = (sequence: number, fields: object) => ({
    op: 'put' as const,
    key: `/state/audit/${String(sequence).padStart(12, '0')}`,
    value: {
      sequence,
      at: new Date().toISOString(),
      userId: ann.id,
      userName: 'somebody else',
      address: '127.0.0.1',
      requestId: `r-${sequence}`,
      action: 'instance.delete',
      object: { kind: 'instance', id },
      outcome: 'accepted',
      status: 202,
      ...fields,
    },
  });
  await pirates.store.commit({
    writes: [
      record(1, {}),
      record(2, { action: 'user.patch', object: { kind: 'user', id: 0 }, outcome: 'done', status: 200 }),
      record(3, { outcome: 'refused', status: 404, code: 'not-found' }),
      record(4, { action: 'session.create', object: { kind: 'user', id: ann.id }, outcome: 'done', status: 201 }),
    ],
  });
  await heard(pirates, piratesHost);
  interface Audit {
    items: { requestId: string; userName: string; object: { id?: number } | null }[];
  }
  const { items } = await must<Audit>('GET', '/v1/audit?limit=100');
  const told = items.filter(({ requestId }) => requestId.startsWith('r-'));
  expect(told.map(({ requestId }) => requestId).sort()).toEqual(['r-3', 'r-4']);
  expect(told.map(({ userName }) => userName)).toEqual(['ann', 'ann']);
  expect(told.find(({ requestId }) => requestId === 'r-3')?.object).toEqual({ kind: 'instance' });
  home.obey = true;
  await home.work();
});

test('what a cluster measures of another’s is not taken', async () => {
  const { id } = await ordered('measured');
  home.obey = true;
  await home.work();
  await eventually(async () => expect((await view(id)).pendingCommands).toBe(0));
  const read = async (path: string) => (await must<{ points: object[] }>('GET', `/v1/${path}/samples`)).points;
  const at = Date.now();
  await eventually(async () => {
    for (const [offset, n] of [
      [0, 0],
      [10_000, 20],
    ] as const) {
      const counters = countersOf({ cpuSeconds: n });
      const of = (subject: 'instance' | 'host', its: number) => ({ subject, id: its, at: at + offset, counters });
      const readings = [of('instance', id), of('host', homeHost), of('host', piratesHost)];
      pirates.session.sample(samplesPush.method, { readings });
    }
    expect((await read(`hosts/${piratesHost}`)).length).toBeGreaterThan(0);
  });
  expect(await read(`hosts/${homeHost}`)).toEqual([]);
  expect(await read(`instances/${id}`)).toEqual([]);
});
