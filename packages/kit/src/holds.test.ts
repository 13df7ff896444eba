import { expect, test } from 'vitest';
import { Holds } from './holds.ts';

test('what is held stays until the last who holds it lets go, each once', async () => {
  const holds = new Holds();
  const [one, other] = [await holds.take(['a']), await holds.take(['a', 'b'])];
  let gone = 0;
  const remove = () => holds.remove('a', async () => void (gone += 1));
  one();
  one();
  expect(await remove()).toBe(false);
  other();
  expect([await remove(), gone, holds.isHeld('b')]).toEqual([true, 1, false]);
});

test('whoever wants what is just going waits until it is gone, also when that fails', async () => {
  const holds = new Holds();
  const going = Promise.withResolvers<void>();
  const removed = holds.remove('a', () => going.promise);
  expect(await holds.remove('a', async () => {})).toBe(false);
  const order: string[] = [];
  const used = holds.during(['a'], async () => void order.push('used'));
  going.promise.catch(() => order.push('failed'));
  going.reject(new Error('busy'));
  await expect(removed).rejects.toThrow('busy');
  await used;
  expect(order).toEqual(['failed', 'used']);
});

test('what is wanted after all stays, and a failure lets go', async () => {
  const holds = new Holds();
  expect(
    await holds.remove(
      'a',
      async () => {},
      () => true,
    ),
  ).toBe(false);
  await expect(holds.during(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await holds.remove('a', async () => {})).toBe(true);
});
