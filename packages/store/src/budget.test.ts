import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostInTransaction, packed, packedDeletes, Packing } from './budget.ts';
import { createMemoryStore } from './memory/create-memory-store.ts';
import type { Write } from './port.ts';

const put = (key: string, value = 0): Write => ({ op: 'put', key, value });
const some = (n: number, name = 'k') => Array.from({ length: n }, (_, i) => put(`${name}${i}`));

test('an engine takes what a transaction may hold, and not one more', async () => {
  const store = createMemoryStore();
  const conditions = some(100, 'c').map(({ key }) => ({ key, is: 'absent' }) as const);
  expect((await store.commit({ writes: some(mostInTransaction.writes), conditions })).committed).toBe(true);
  await expect(store.commit({ writes: some(mostInTransaction.writes + 1) })).rejects.toThrow('at most 100 writes');
  const oneMore = [...conditions, { key: 'more', is: 'absent' } as const];
  await expect(store.commit({ writes: [], conditions: oneMore })).rejects.toThrow('at most 100 conditions');
});

test('items stay whole and in order, keys are written once with their last value, and no transaction is too large', () => {
  const item = fc.array(fc.nat(400), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const made = [...packed(items, (keys) => ({ writes: keys.map((key) => put(`${key}`, key)) }))];
      expect(made.flatMap((one) => one.items)).toEqual(items);
      for (const { items: inside, transaction } of made) {
        expect(transaction.writes.length).toBeLessThanOrEqual(100);
        expect(new Set(transaction.writes.map(({ key }) => key))).toEqual(new Set(inside.flat().map(String)));
      }
      // As many as fit: the first of the next one did not.
      for (const [i, { transaction }] of made.entries()) {
        const next = made[i + 1]?.items[0];
        if (next === undefined) continue;
        const keys = new Set([...transaction.writes.map(({ key }) => key), ...next.map(String)]);
        expect(keys.size).toBeGreaterThan(100);
      }
    }),
  );
});

test('what does not fit leaves what is there as it was, and more than a transaction holds is told as our fault', () => {
  const packing = new Packing();
  expect(packing.take({ writes: some(60) })).toBe(true);
  expect(packing.take({ writes: some(60, 'other') })).toBe(false);
  expect(packing.take({ conditions: Array.from({ length: 101 }, (_, i) => ({ key: `${i}`, is: 'absent' })) })).toBe(
    false,
  );
  expect(packing.transaction.writes).toHaveLength(60);
  expect(packing.take({ writes: some(60) })).toBe(true);
  expect(() => [...packed([1], () => ({ writes: some(101) }))]).toThrow('more than one transaction holds');
});

test('250 keys are deleted in three transactions', () => {
  const keys = Array.from({ length: 250 }, (_, i) => `k${i}`);
  expect([...packedDeletes(keys)].map(({ items }) => items.length)).toEqual([100, 100, 50]);
});
