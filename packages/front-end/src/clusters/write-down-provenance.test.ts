import { createMemoryStore, type Json, type Store } from '@skerry/store';
import { expect, test } from 'vitest';
import { instanceRecord } from '@skerry/api/testing/instance-record';
import { Model } from '@skerry/api/state/model';
import { follow } from '@skerry/api/state/follow';
import { FirstReading } from '@skerry/feed';
import { silentLog, systemClock } from '@skerry/kit';
import { Provenance } from './provenance.ts';
import { writeDownProvenance } from './write-down-provenance.ts';

/** As a front-end left it that did not write down which cluster has which number. */
async function storeOfBefore(): Promise<Store> {
  const store = createMemoryStore();
  const instance = (id: number, clusterId: number, name = `i-${id}`) =>
    instanceRecord(id, clusterId, { name }) as object;
  const put = (key: string, value: object | number) => ({ op: 'put', key, value: value as Json }) as const;
  const order = { type: 'create-instance', instance: instance(7, 1, 'ordered'), diskIds: [70] };
  await store.commit({
    writes: [
      put('/sequence/instance', 1000),
      put('/mirror/1/instance/5', instance(5, 1, 'mine')),
      put('/mirror/1/disk/50', { ...instance(50, 1, 'd'), instanceId: 5 }),
      // Another cluster told of the same, and of one that was ordered elsewhere.
      put('/mirror/2/instance/5', instance(5, 2, 'stolen')),
      put('/mirror/2/instance/7', instance(7, 2, 'trap')),
      put('/commands/1/000000000009', { id: 9, clusterId: 1, userId: 0, issuedAt: '2026-01-01T00:00:00.000Z', order }),
    ],
  });
  return store;
}

const reading = (store: Store) => FirstReading.begin(store, [], { clock: systemClock, log: silentLog });

async function started(store: Store) {
  await writeDownProvenance(store, await reading(store));
  const provenance = new Provenance();
  const model = new Model(provenance);
  const following = await follow(store, model, silentLog, await reading(store));
  return { provenance, model, stop: () => following.stop() };
}

test('what a front-end of before knew is written down once: orders first, then who told it', async () => {
  const store = await storeOfBefore();
  const { provenance, model, stop } = await started(store);
  expect(provenance.placed('instance', 5)).toMatchObject({ clusterId: 1, identity: { name: 'mine' } });
  expect(provenance.placed('disk', 50)).toEqual({ clusterId: 1, instanceId: 5 });
  expect(provenance.placed('instance', 7)).toMatchObject({ clusterId: 1, identity: { name: 'ordered' } });
  expect(provenance.placed('disk', 70)).toEqual({ clusterId: 1, instanceId: 7 });
  expect(model.get('instance', 5)).toMatchObject({ name: 'mine', clusterId: 1 });
  expect(model.get('instance', 7)).toMatchObject({ name: 'ordered', clusterId: 1 });
  await stop();
});

test('of numbers given out before, the first that tells has them; of those given since, only who got them', async () => {
  const { provenance, stop } = await started(await storeOfBefore());
  expect(provenance.mayTell(2, 'instance', 999)).toBe(true);
  expect(provenance.mayTell(2, 'instance', 1000)).toBe(false);
  expect(provenance.mayTell(2, 'instance', 5)).toBe(false);
  await stop();
});

test('a second start, also after one that died in the middle, changes nothing that stands', async () => {
  const store = await storeOfBefore();
  const commit = store.commit.bind(store);
  let left = 1;
  store.commit = async (transaction) => {
    if (left-- === 0) throw new Error('killed');
    return commit(transaction);
  };
  await expect(writeDownProvenance(store, await reading(store))).rejects.toThrow('killed');
  store.commit = commit;
  await writeDownProvenance(store, await reading(store));
  const first = (await store.list('/placed/')).entries.map(({ key, value }) => [key, value]);
  await writeDownProvenance(store, await reading(store));
  expect((await store.list('/placed/')).entries.map(({ key, value }) => [key, value])).toEqual(first);
  expect(first).toHaveLength(4);
});

test('orders for many large instances are written down in as many transactions as they need', async () => {
  const store = createMemoryStore();
  const diskIds = (id: number) => Array.from({ length: 8 }, (_, i) => id * 10 + i);
  for (let id = 0; id < 24; id++) {
    const order = { type: 'create-instance', instance: instanceRecord(id, 1, {}), diskIds: diskIds(id) };
    const value = { id, clusterId: 1, userId: 0, issuedAt: '2026-01-01T00:00:00.000Z', order } as unknown as Json;
    await store.commit({ writes: [{ op: 'put', key: `/commands/1/${String(id).padStart(12, '0')}`, value }] });
  }
  const { provenance, stop } = await started(store);
  expect(provenance.placed('disk', 237)).toEqual({ clusterId: 1, instanceId: 23 });
  expect((await store.list('/placed/')).entries).toHaveLength(24 * 9);
  await stop();
});
