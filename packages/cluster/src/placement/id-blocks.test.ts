import type { Session } from '@skerry/link';
import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { IdBlocks, type Taken } from './id-blocks.ts';

/** A front-end that hands out blocks of 1,000, one after the other. */
function scene() {
  const store = createMemoryStore();
  let asked = 0;
  const front = { state: 'connected' };
  const session = {
    get state() {
      return front.state;
    },
    request: async (_: string, { count }: { count: number }) => ({ first: asked++ * count, count }),
  } as unknown as Session;
  const blocks = new IdBlocks(store, session, 'lease');
  const spend = async (taken: Taken | undefined) => {
    if (taken === undefined) throw new Error('there are none');
    return (await store.commit(taken)).committed ? taken.ids : undefined;
  };
  return { blocks, spend, asked: () => asked, cut: () => (front.state = 'cut') };
}

test('numbers of a placement that lost its race are given to the next, and no block is lost', async () => {
  const { blocks, spend, asked } = scene();
  for (let i = 0; i < 5; i++) expect((await blocks.take(2))?.ids).toEqual([0, 1]);
  expect(await spend(await blocks.take(2))).toEqual([0, 1]);
  expect(await spend(await blocks.take(2))).toEqual([2, 3]);
  // The block and its spare.
  expect(asked()).toBeLessThanOrEqual(2);
});

test('two that took the same numbers do not both spend them', async () => {
  const { blocks, spend } = scene();
  const [one, other] = [await blocks.take(3), await blocks.take(3)];
  expect(await spend(one)).toEqual([0, 1, 2]);
  expect(await spend(other)).toBeUndefined();
  const [third, fourth] = [await blocks.take(3), await blocks.take(3)];
  expect(await spend(fourth)).toEqual([3, 4, 5]);
  expect(await spend(third)).toBeUndefined();
});

test('the end of a block and the beginning of the next are given together: none is skipped', async () => {
  const { blocks, spend } = scene();
  await spend(await blocks.take(999));
  await blocks.keepSpare();
  expect(await spend(await blocks.take(3))).toEqual([999, 1000, 1001]);
  expect(await spend(await blocks.take(1))).toEqual([1002]);
});

test('while it cannot ask, it gives what is there and then none', async () => {
  const { blocks, spend, cut } = scene();
  await spend(await blocks.take(990));
  await blocks.keepSpare();
  cut();
  expect(await blocks.left()).toBe(1010);
  await spend(await blocks.take(1010));
  expect(await blocks.left()).toBe(0);
  expect(await blocks.take(1)).toBeUndefined();
});
