/** The largest instance there may be is told, renamed, given up and forgotten, each in one transaction. */
import { type Instance, mostDisks, mostHappenings, mostNics } from '@skerry/domain';
import { createMemoryStore, createMirror, type Json, packed } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { instanceOf } from '../../../domain/testing/instance.ts';
import { keys } from '../keys.ts';
import { heldKeys } from '../placement/addresses.ts';
import { reconcileInstance } from './reconcile-instance.ts';

const digest = `sha256:${'0'.repeat(64)}`;

function largest(): Instance {
  const instance = instanceOf();
  return {
    ...instance,
    spec: {
      ...instance.spec,
      disks: Array.from({ length: mostDisks }, (_, i) => ({
        diskId: i,
        imageId: 3,
        imageDigest: digest,
        sizeMiB: 64,
      })),
      // Each with a hardware address of its own choice, which is held as well.
      nics: Array.from({ length: mostNics }, (_, i) => ({
        networkId: i,
        address: `10.${i}.0.9`,
        mac: `02:00:00:00:00:${(16 + i).toString(16)}`,
      })),
    },
  };
}

async function scene() {
  const store = createMemoryStore();
  const put = (key: string, value: unknown) => ({ op: 'put', key, value: value as Json }) as const;
  const instance = largest();
  const part = { ownerId: 2, groupId: 1, permissions: instance.permissions, instanceId: 1 };
  const writes = [
    put(keys.instance(1), instance),
    ...instance.spec.disks.map((disk, i) => put(keys.disk(i), { ...part, id: i, name: `web-${i}`, ...disk })),
    ...instance.spec.nics.map((nic, i) => put(keys.lease(i), { ...part, id: i, name: nic.address, ...nic })),
    ...instance.spec.nics.flatMap((nic, i) => heldKeys(nic as Required<typeof nic>).map((key) => put(key, i))),
    ...instance.spec.nics.map(({ networkId: id }) =>
      put(keys.network(id), { id, name: `n${id}`, cidr: `10.${id}.0.0/24`, gateway: `10.${id}.0.1`, nameservers: [] }),
    ),
  ];
  for (const { transaction } of packed(writes, (write) => ({ writes: [write] }))) await store.commit(transaction);
  const mirror = createMirror(store, '/');
  onTestFinished(() => mirror.close());
  const belongings = mirror.index('by-instance', ({ key, value }) =>
    /^\/(state\/(disk|lease)|name)\//.test(key) ? String((value as { instanceId: number }).instanceId) : undefined,
  );
  await mirror.ready;
  const history = { happenings: mostHappenings.cluster, characters: 16_000 };
  const reconcile = async () => {
    const before = await store.revision();
    await mirror.waitFor(before, 5000);
    const changed = await reconcileInstance({ store, mirror, belongings, history }, 1);
    return { changed, transactions: (await store.revision()) - before };
  };
  const change = async (more: Partial<Instance>) => {
    const now = (await store.get(keys.instance(1)))?.value as unknown as Instance;
    await store.commit({ writes: [put(keys.instance(1), { ...now, ...more })] });
  };
  const left = async (prefix: string) => (await store.list(prefix)).entries.length;
  return { store, put, reconcile, change, left, instance };
}

const once = { changed: true, transactions: 1 };

test('it is told with a name on each network, and a new name and owner go to all that it has', async () => {
  const { store, reconcile, change, left } = await scene();
  expect(await reconcile()).toEqual(once);
  expect([await left(keys.names), await left(keys.intentsOf(1))]).toEqual([mostNics, 1]);
  expect((await reconcile()).changed).toBe(false);
  await change({ name: 'other', ownerId: 5 });
  expect(await reconcile()).toEqual(once);
  expect((await store.list(keys.names)).entries.map(({ key }) => key)).toContain(keys.name(3, 5, 'other'));
  expect((await store.get(keys.lease(7)))?.value).toMatchObject({ ownerId: 5 });
  expect((await store.get(keys.disk(7)))?.value).toMatchObject({ ownerId: 5, name: 'other-7' });
});

test('with its host it is lost, and with its owner’s wish it is gone, and nothing of it stays', async () => {
  const lost = await scene();
  await lost.reconcile();
  await lost.store.commit({ writes: [lost.put(keys.lostHost(1), { at: '2026-01-01T00:00:00.000Z', name: 'rack' })] });
  expect(await lost.reconcile()).toEqual(once);
  expect((await lost.store.get(keys.instance(1)))?.value).toMatchObject({ lost: { hostId: 1 } });
  const gone = await scene();
  await gone.reconcile();
  await gone.change({ intent: { ...gone.instance.intent, generation: 2, power: 'absent' } });
  await gone.reconcile();
  const observed = { reached: 2, guest: 'none', reboots: 0, crashes: 0 };
  await gone.store.commit({ writes: [gone.put(keys.observedInstance(1, 1), observed)] });
  expect(await gone.reconcile()).toEqual(once);
  for (const { left } of [lost, gone]) {
    for (const prefix of ['/state/disk/', '/state/lease/', keys.addresses, '/mac/', keys.names, keys.intentsOf(1)]) {
      expect(await left(prefix), prefix).toBe(0);
    }
  }
  expect(await gone.left(keys.instances)).toBe(0);
});
