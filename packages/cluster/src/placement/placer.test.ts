/** Where an instance goes, and what it takes along. The scheduler chooses; what is written about it is tested here. */
import {
  defaultLimits,
  type Host,
  type HostStatus,
  type Instance,
  type InstanceObservation,
  macOf,
  mostHappenings,
  placedOn,
} from '@skerry/domain';
import { fakeClock, silentLog } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { createMemoryStore, createMirror, type Json } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { instanceOf } from '../../../domain/testing/instance.ts';
import { examineObservation, mayMeasure } from '../hosts/may-tell.ts';
import { reconcileInstance } from '../instances/reconcile-instance.ts';
import { keys } from '../keys.ts';
import { IdBlocks } from './id-blocks.ts';
import { Placer } from './placer.ts';

const all = { use: true, manage: true, admin: true };
const meta = {
  ownerId: 2,
  groupId: 1,
  permissions: { owner: all, group: all, other: all },
  labels: {},
  attributes: {},
};
const history = { happenings: mostHappenings.cluster, characters: 16_000 };

async function scene() {
  const store = createMemoryStore();
  const put = (key: string, value: unknown) => ({ op: 'put', key, value: value as Json }) as const;
  const write = async (key: string, value: unknown) => {
    await mirror.waitFor((await store.commit({ writes: [put(key, value)] })).revision, 5000);
  };
  const read = async <T>(key: string) => (await store.get(key))?.value as unknown as T;
  const mirror = createMirror(store, '/');
  onTestFinished(() => mirror.close());
  const belongings = mirror.index('by-instance', ({ key, value }) =>
    /^\/(state\/(disk|lease)|name)\//.test(key) ? String((value as { instanceId: number }).instanceId) : undefined,
  );
  await mirror.ready;
  const network = { ...meta, id: 1, name: 'lan', clusterId: 0, cidr: '10.9.0.0/28', gateway: '10.9.0.1' };
  await write(keys.network(1), { ...network, nameservers: [], ranges: [{ first: '10.9.0.2', last: '10.9.0.9' }] });
  await write(keys.user(2), { ...meta, id: 2, name: 'ann', groupIds: [1] });
  await write(`${keys.catalogue}cluster/0`, { ...meta, id: 0, name: 'here' });
  const host = async (hostId: number, admission: Host['admission']) => {
    await write(keys.host(hostId), { ...meta, id: hostId, name: `h${hostId}`, clusterId: 0, admission });
    const runtimes = [{ kind: 'vm', name: 'fake', available: true, reason: '' }] as const;
    const room = { cpus: 8, memoryMiB: 8192, diskMiB: 8192, diskFreeMiB: 8192 };
    const report = { hostname: 'h', agentVersion: '1', architecture: 'x86_64', ...room, runtimes, problems: [] };
    await write(keys.hostStatus(hostId), { hostId, clusterId: 0, connected: true, report } satisfies HostStatus);
  };
  const clock = fakeClock();
  let leased = 1000;
  const upward = {
    state: 'connected',
    request: async (_: string, { count }: { count: number }) => ({ first: (leased += 1000), count }),
  } as unknown as Session;
  const context = { store, mirror, leaseIds: new IdBlocks(store, upward, 'lease'), limits: defaultLimits, history };
  const place = async () => {
    const placer = new Placer({ ...context, clock, log: silentLog });
    await placer.placeAll();
    await mirror.waitFor(await store.revision(), 5000);
    return read<Instance>(keys.instance(1));
  };
  const reconcile = async () => {
    do await mirror.waitFor(await store.revision(), 5000);
    while (await reconcileInstance({ store, mirror, belongings, history }, 1));
    return read<Instance>(keys.instance(1));
  };
  const under = async (prefix: string) => (await store.list(prefix)).entries.map(({ key, value }) => ({ key, value }));
  const addresses = async () => [
    ...(await under(keys.addresses)),
    ...(await under('/state/lease/')),
    ...(await under(keys.macs)),
  ];
  const { hostId: _, ...unplaced } = instanceOf();
  const nics = [{ networkId: 1 }, { networkId: 1, asked: { mac: '52:54:00:00:00:01' } }];
  await write(keys.instance(1), { ...unplaced, spec: { ...unplaced.spec, nics } });
  return { store, mirror, write, read, host, place, reconcile, addresses, under };
}

const word = (epoch?: number): InstanceObservation => ({
  reached: 1,
  guest: 'running',
  reboots: 0,
  crashes: 0,
  ...(epoch === undefined ? {} : { epoch }),
});

test('an instance gets a host and its addresses in one transaction, and no epoch is written for its first place', async () => {
  const { host, place, addresses, under } = await scene();
  await host(4, 'enabled');
  const placed = await place();
  expect(placed).toMatchObject({ hostId: 4, spec: { nics: [{ address: '10.9.0.2' }, { address: '10.9.0.3' }] } });
  expect(placed.spec.nics.map(({ mac }) => mac)).toEqual([macOf('10.9.0.2'), '52:54:00:00:00:01']);
  expect(placed).not.toHaveProperty('epoch');
  expect(await addresses()).toHaveLength(5);
  expect(await under('/state/history/')).toMatchObject([{ value: { happenings: [{ what: 'placed', hostId: 4 }] } }]);
});

test('without room it waits with the reason, and holds no address', async () => {
  const { host, place, addresses } = await scene();
  await host(4, 'disabled');
  const waiting = await place();
  expect(waiting.hostId).toBeUndefined();
  expect(waiting.unplaced?.reasons).not.toEqual({});
  expect(await addresses()).toEqual([]);
});

test('one whose place was taken gets another: its leases, addresses and MACs stay, its epoch is later', async () => {
  const { host, place, addresses, write } = await scene();
  await host(4, 'enabled');
  const first = await place();
  const before = await addresses();
  await host(4, 'disabled');
  await host(5, 'enabled');
  const { hostId: _, ...taken } = first;
  await write(keys.instance(1), { ...taken, epoch: 1 });
  const second = await place();
  expect(second).toMatchObject({ hostId: 5, epoch: 2 });
  expect(second.spec.nics).toEqual(first.spec.nics);
  expect(await addresses()).toEqual(before);
});

test('an address that an instance only says it has is not its own: it gets one that is free', async () => {
  const { host, place, write, read } = await scene();
  await host(4, 'enabled');
  const claims = await read<Instance>(keys.instance(1));
  const nics = [{ networkId: 1, address: '10.9.0.9', mac: macOf('10.9.0.9') }];
  await write(keys.address(1, '10.9.0.9'), 77);
  await write(keys.lease(77), { ...meta, id: 77, instanceId: 8, networkId: 1, address: '10.9.0.9' });
  await write(keys.instance(1), { ...claims, spec: { ...claims.spec, nics } });
  expect((await place()).spec.nics).toMatchObject([{ address: '10.9.0.2' }]);
});

test('moved from one host to another it is told there, keeps its addresses, and nobody believes the old host', async () => {
  const { host, place, reconcile, addresses, write, read, mirror, store } = await scene();
  await host(4, 'enabled');
  await host(5, 'enabled');
  const placed = await place();
  const [from, to] = placed.hostId === 4 ? [4, 5] : [5, 4];
  const before = await addresses();
  await reconcile();
  await write(keys.observedInstance(from, 1), word());
  expect((await reconcile()).observed).toEqual(word());

  await write(keys.instance(1), placedOn(await read<Instance>(keys.instance(1)), to));
  const moved = await reconcile();
  expect(moved).toMatchObject({ hostId: to, epoch: 2, spec: { nics: placed.spec.nics } });
  expect(moved.observed).toBeUndefined();
  expect(await addresses()).toEqual(before);
  expect(await read(keys.intent(to, 1))).toMatchObject({ epoch: 2, nics: [{ address: '10.9.0.2' }, {}] });
  // The old one goes on telling; what it says is of a place that the instance has not.
  await write(keys.observedInstance(from, 1), { ...word(), guest: 'crashed' });
  expect((await reconcile()).observed).toBeUndefined();
  expect([from, to].map((each) => mayMeasure(each, 'instance', 1, mirror))).toEqual([false, true]);
  await write(keys.observedInstance(to, 1), word(2));
  expect((await reconcile()).observed).toEqual(word(2));

  // Back again: what it told in its first time there is no word about its second.
  await write(keys.instance(1), placedOn(await read<Instance>(keys.instance(1)), from));
  expect((await reconcile()).observed).toBeUndefined();
  await write(keys.observedInstance(from, 1), word(3));
  expect((await reconcile()).observed).toEqual(word(3));
  await mirror.waitFor((await store.commit({ writes: [{ op: 'delete', key: keys.intent(to, 1) }] })).revision, 5000);
  const late = { key: 'instance/1', value: word(2) as never };
  expect(examineObservation(to, mirror)(late)).toMatchObject({ code: 'not-its-own' });
});
