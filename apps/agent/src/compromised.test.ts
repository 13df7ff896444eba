import { type HostStatus, instanceState, type InstanceObservation } from '@skerry/domain';
import type { Json, Store } from '@skerry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const plant = (store: Store, key: string, value: unknown) =>
  store.commit({ writes: [{ op: 'put', key, value: value as Json }] });
const valueOf = async <T>(store: Store, key: string) => (await store.get(key))?.value as T | undefined;
const runs = (id: number) =>
  site.until(async () => {
    const instance = await site.mirrored(id);
    expect(instance && instanceState(instance), `instance ${id}`).toBe('running');
  });
const shownHost = () => valueOf<HostStatus>(site.above, '/mirror/0/host-status/0');

const observed = { reached: 1, guest: 'running', reboots: 0, crashes: 0 };
/** What a host tells that lies, is broken, or is another program. */
const lies: readonly [string, key: string, value: unknown][] = [
  ['a report that is null', 'report', null],
  ['a report of a text', 'report', 'fine'],
  ['a report whose lists are none', 'report', { cpus: 8, memoryMiB: 4096, runtimes: {}, problems: 'none' }],
  ['a report with numbers that are none', 'report', { hostname: 'h', cpus: null, memoryMiB: '4096' }],
  ['an observation that is null', 'instance/1', null],
  ['an observation of a guest that flies', 'instance/1', { ...observed, guest: 'flying' }],
  ['an observation of a list', 'instance/1', [observed]],
  ['a key that is none', 'instance/__proto__', observed],
  ['a key of another level', 'host-status/0', {}],
];

test.each(lies)(
  '%s, told by a host, is refused and shown at it; its cluster goes on, also anew',
  async (_, key, lie) => {
    await site.create(1);
    await runs(1);
    const before = await shownHost();
    await plant(site.hostStore, `/observed/${key}`, lie);
    await site.until(async () => expect((await shownHost())?.refusals?.count).toBeGreaterThanOrEqual(1));
    expect((await shownHost())?.report).toEqual(before?.report);
    await site.create(2);
    await runs(2);
    await site.restartController();
    await site.create(3);
    await runs(3);
  },
);

test('an intent that the agent does not understand is told as the failure of its instance; others go on', async () => {
  const told = { instanceId: 77, power: 'running', name: 'a\nlxc.hook.start = /bin/sh' };
  await plant(site.clusterStore, '/intents/0/instance/77', told);
  await site.until(async () => {
    const seen = await valueOf<InstanceObservation>(site.clusterStore, '/observed/0/instance/77');
    expect(seen?.failure).toMatchObject({ step: 'read-intent', code: 'intent-not-understood' });
    expect(seen?.failure?.message).toMatch(/instance\/77: ./);
  });
  await plant(site.clusterStore, '/intents/0/network/9', { networkId: 9, cidr: 'everywhere' });
  await site.until(async () =>
    expect((await shownHost())?.report?.problems.join()).toMatch(/Network 9 is not as wanted/),
  );
  await site.create(1);
  await runs(1);
  await site.clusterStore.commit({
    writes: [
      { op: 'delete', key: '/intents/0/instance/77' },
      { op: 'delete', key: '/intents/0/network/9' },
    ],
  });
  await site.until(async () => expect((await site.hostStore.list('/refused/')).entries).toEqual([]));
  await site.until(async () => expect(await site.clusterStore.get('/observed/0/instance/77')).toBeUndefined());
});

test('what is not understood changes nothing of a guest that runs by what was told before', async () => {
  await site.create(1);
  await runs(1);
  site.cutAbove();
  const whole = await valueOf<object>(site.clusterStore, '/intents/0/instance/1');
  await site.stopAgent();
  await plant(site.hostStore, '/intents/instance/1', whole);
  await site.startAgent();
  const before = await site.drivers.compute[1].inspect(1);
  await plant(site.clusterStore, '/state/instance/1', {
    ...(await valueOf<object>(site.clusterStore, '/state/instance/1')),
    name: 'x'.repeat(64),
  });
  await site.until(async () => {
    const seen = await valueOf<InstanceObservation>(site.clusterStore, '/observed/0/instance/1');
    expect(seen?.failure?.code).toBe('intent-not-understood');
  });
  expect(await site.drivers.compute[1].inspect(1)).toEqual(before);
});

test('a controller whose store holds what was taken over unchecked starts, and its guests go on', async () => {
  await site.create(1);
  await runs(1);
  const poison: [string, unknown][] = [
    ['/observed/0/report', null],
    ['/observed/0/instance/1', 'running'],
    ['/observed/0/instance/8', { guest: 7 }],
    ['/state/instance/8', null],
    ['/state/instance/9', { id: 9, spec: {} }],
    ['/state/disk/8', 5],
    ['/state/lease/8', {}],
    ['/state/command-result/900', null],
    ['/catalogue/host/900', null],
    ['/catalogue/network/900', { id: 900 }],
    ['/catalogue/image/900', []],
    ['/intents/0/instance/900', 'x'],
    ['/site/command/000000000900', {}],
    ['/site/command-history/000000000900', null],
  ];
  const instance = await valueOf<object>(site.clusterStore, '/state/instance/1');
  const status = await valueOf<object>(site.clusterStore, '/state/host-status/0');
  await plant(site.clusterStore, '/state/instance/1', { ...instance, observed: { guest: 'flying' } });
  await plant(site.clusterStore, '/state/host-status/0', { ...status, report: { cpus: null } });
  for (const [key, value] of poison) await plant(site.clusterStore, key, value);
  await site.restartController();
  await runs(1);
  await site.create(2);
  await runs(2);
  expect(await site.clusterStore.get('/state/instance/8')).toBeUndefined();
  expect((await site.clusterStore.list('/unreadable/')).entries.length).toBeGreaterThanOrEqual(poison.length);
  // Those that could be mended are not among them: nothing of them is lost.
  await site.until(async () =>
    expect(await valueOf(site.above, '/mirror/0/controller')).toEqual({ unreadableRecords: poison.length }),
  );
  // What somebody has looked at and taken away is told no more.
  for (const { key } of (await site.clusterStore.list('/unreadable/')).entries) {
    await site.clusterStore.commit({ writes: [{ op: 'delete', key }] });
  }
  await site.restartController();
  await site.until(async () => expect(await site.above.get('/mirror/0/controller')).toBeUndefined());
});

test('an agent whose store holds what was taken over unchecked starts, says so, and its guests go on', async () => {
  await site.create(1);
  await runs(1);
  const before = await site.drivers.compute[1].inspect(1);
  await site.stopAgent();
  await plant(site.hostStore, '/intents/instance/5', null);
  await plant(site.hostStore, '/intents/instance/6', { disks: 3 });
  await plant(site.hostStore, '/intents/network/7', { cidr: 3 });
  await plant(site.hostStore, '/observed/instance/1', 7);
  await plant(site.hostStore, '/observed/report', null);
  await site.startAgent();
  await site.create(2);
  await runs(2);
  await runs(1);
  expect(await site.drivers.compute[1].inspect(1)).toEqual(before);
  await site.until(async () => expect((await shownHost())?.report?.problems.join()).toMatch(/5 records .* set aside/));
});
