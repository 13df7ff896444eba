/** What is written beside a change is as much as it is: a message is as many transactions as its changes need. */
import type { FeedBatch, Refusal } from '@skerry/contract';
import { createMemoryStore, type Store, type Write } from '@skerry/store';
import { expect, test } from 'vitest';
import { storeConsumer } from './index.ts';

const beside = (key: string, each: number): Write[] =>
  Array.from({ length: each }, (_, i) => ({ op: 'put', key: `/beside/${key}/${i}`, value: 1 }));

function scene(writesOf: (key: string) => number, failAt?: number) {
  const store = createMemoryStore();
  const sizes: number[] = [];
  const refused: Refusal[] = [];
  const watched: Store = {
    ...store,
    get: (key) => store.get(key),
    list: (prefix, options) => store.list(prefix, options),
    commit: async (transaction) => {
      if (sizes.push(transaction.writes.length) === failAt) throw new Error('the disk is full');
      return store.commit(transaction);
    },
  };
  const consumer = storeConsumer({
    store: watched,
    cursorKey: '/cursor',
    targetPrefix: '/copy/',
    also: () => (taken) => (taken === undefined ? [] : beside(taken.key, writesOf(taken.key))),
    onRefused: (_, refusal) => refused.push(refusal),
  });
  const changes = Array.from({ length: 24 }, (_, i) => ({ key: `host-${String(i).padStart(2, '0')}`, value: i }));
  const apply = (snapshot: FeedBatch['snapshot']) =>
    consumer.apply({ feed: 'cluster-state', origin: 'a', revision: 9, snapshot, changes });
  const count = async (prefix: string) => (await store.list(prefix)).entries.length;
  return { apply, count, sizes, refused, cursor: () => consumer.cursor() };
}

test.each(['no', 'only'] as const)('24 changes with four writes each beside them are taken over (%s)', async (how) => {
  const { apply, count, sizes, cursor } = scene(() => 4);
  await apply(how);
  expect([await count('/copy/'), await count('/beside/')]).toEqual([24, 96]);
  expect(await cursor()).toEqual({ origin: 'a', revision: 9 });
  // Twenty changes fit into the first.
  expect(sizes.slice(0, 2)).toEqual([100, how === 'no' ? 21 : 20]);
});

test('the cursor stays until the last change is there, and a message that failed in its middle is told again', async () => {
  const { apply, count, cursor } = scene(() => 4, 2);
  await expect(apply('no')).rejects.toThrow('the disk is full');
  expect(await count('/copy/')).toBe(20);
  expect(await cursor()).toBeUndefined();
  await apply('no');
  expect([await count('/copy/'), await count('/beside/')]).toEqual([24, 96]);
  expect(await cursor()).toEqual({ origin: 'a', revision: 9 });
});

test('one change that can never be written holds up no other', async () => {
  const { apply, count, refused, cursor } = scene((key) => (key === 'host-03' ? 100 : 0));
  await apply('no');
  expect(await count('/copy/')).toBe(23);
  expect(refused.map(({ code }) => code)).toEqual(['record-too-large']);
  expect(await cursor()).toEqual({ origin: 'a', revision: 9 });
});
