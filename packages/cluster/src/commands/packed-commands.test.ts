import type { FeedBatch } from '@skerry/contract';
import { type Command, type Instance, mostDisks, mostHappenings, mostNics, type Order } from '@skerry/domain';
import { silentLog, systemClock } from '@skerry/kit';
import { createMemoryStore, type Json, type Store } from '@skerry/store';
import { expect, test } from 'vitest';
import { instanceOf } from '../../../domain/testing/instance.ts';
import { keys } from '../keys.ts';
import { commandConsumer } from './consume-commands.ts';

const history = { happenings: mostHappenings.cluster, characters: 16_000 };

function cluster(store: Store = createMemoryStore()) {
  const consumer = commandConsumer({
    store,
    clock: systemClock,
    log: silentLog,
    history,
    isConnected: () => false,
    roomOn: () => undefined,
  });
  const tell = async (orders: readonly Order[], snapshot: FeedBatch['snapshot'] = 'no') => {
    const changes = orders.map((order, i) => {
      const command: Command = { id: i, clusterId: 0, userId: 2, issuedAt: '2026-01-01T00:00:00.000Z', order };
      return { key: String(i).padStart(12, '0'), value: command as unknown as never };
    });
    await consumer.apply({ feed: 'commands', origin: 'a', revision: 5, snapshot, changes });
  };
  const outcomes = async () =>
    (await store.list('/state/command-result/')).entries.map(({ value }) => (value as { outcome: string }).outcome);
  return { store, tell, outcomes, cursor: () => consumer.cursor() };
}

const count = async (store: Store, prefix: string) => (await store.list(prefix)).entries.length;

function large(id: number, disks: number, nics: number): Instance {
  const instance = instanceOf();
  return {
    ...instance,
    id,
    name: `i${id}`,
    spec: {
      ...instance.spec,
      disks: Array.from({ length: disks }, (_, i) => ({
        diskId: id * 100 + i,
        imageId: 3,
        imageDigest: 'sha256:00',
        sizeMiB: 1024,
      })),
      nics: Array.from({ length: nics }, (_, i) => ({ networkId: i, address: `10.${i}.0.${id + 2}`, mac: '02:00' })),
    },
  };
}

const create = (instance: Instance): Order => ({
  type: 'create-instance',
  instance,
  diskIds: instance.spec.disks.map(({ diskId }) => diskId),
});

test.each(['no', 'only'] as const)('24 instances of 8 disks and 8 NICs are made from one message (%s)', async (how) => {
  const { store, tell, outcomes, cursor } = cluster();
  await tell(
    Array.from({ length: 24 }, (_, i) => create(large(i, 8, 8))),
    how,
  );
  expect(await outcomes()).toEqual(Array.from({ length: 24 }, () => 'applied'));
  expect([await count(store, keys.instances), await count(store, '/state/disk/')]).toEqual([24, 192]);
  expect(await cursor()).toEqual({ origin: 'a', revision: 5 });
});

test('24 of the largest instances are renamed by one message, with all their disks and addresses', async () => {
  const { store, tell, outcomes } = cluster();
  const instances = Array.from({ length: 24 }, (_, i) => large(i, mostDisks, mostNics));
  for (const instance of instances) {
    const part = { ownerId: instance.ownerId, groupId: instance.groupId, permissions: instance.permissions };
    const writes = [
      { key: keys.instance(instance.id), value: instance },
      ...instance.spec.disks.map(({ diskId, imageDigest }) => ({
        key: keys.disk(diskId),
        value: { id: diskId, name: 'before', imageDigest, ...part },
      })),
    ];
    const leases = instance.spec.nics.flatMap(({ networkId, address = '' }, i) => [
      { key: keys.address(networkId, address), value: instance.id * 100 + i },
      { key: keys.lease(instance.id * 100 + i), value: { id: instance.id * 100 + i, name: 'before', ...part } },
    ]);
    for (const some of [writes, leases]) {
      await store.commit({
        writes: some.map(({ key, value }) => ({ op: 'put', key, value: value as unknown as Json })),
      });
    }
  }
  await tell(
    instances.map(({ id }) => ({ type: 'instance', instanceId: id, command: { type: 'rename', name: `new-${id}` } })),
  );
  expect(await outcomes()).toEqual(Array.from({ length: 24 }, () => 'applied'));
  const disks = (await store.list('/state/disk/')).entries.map(({ value }) => (value as { name: string }).name);
  expect(disks).toHaveLength(24 * mostDisks);
  expect(disks.filter((name) => !name.startsWith('new-'))).toEqual([]);
});

test('a batch that loses its race goes on where it stopped, and applies nothing twice', async () => {
  const inner = createMemoryStore();
  let commits = 0;
  const store: Store = {
    ...inner,
    get: (key) => inner.get(key),
    list: (prefix, options) => inner.list(prefix, options),
    commit: async (transaction) => {
      // Somebody else changes what the second transaction has read.
      if (++commits === 2) return { committed: false, failed: { key: 'x', is: 'absent' }, revision: 1 };
      return inner.commit(transaction);
    },
  };
  const { tell, outcomes } = cluster(store);
  await tell(Array.from({ length: 24 }, (_, i) => create(large(i, 8, 8))));
  expect(await outcomes()).toHaveLength(24);
  for (const { createRevision, modRevision } of (await inner.list(keys.instances)).entries) {
    expect(modRevision).toBe(createRevision);
  }
});
