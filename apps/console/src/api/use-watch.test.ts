import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UseWatch } from './use-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const asked: (readonly number[])[] = [];
  const world = { seen: true, answers: true, uses: new Map<number, string>([[1, 'a little']]) };
  const watch = new UseWatch<string>({
    ask: (ids) => {
      asked.push(ids);
      return world.answers ? Promise.resolve(new Map(world.uses)) : Promise.reject(new Error('away'));
    },
    isSeen: () => world.seen,
  });
  return { asked, world, watch };
}
const nothing = () => {};

test('all cells of a moment are one question, and each is told of its own number alone', async () => {
  const { asked, watch } = watched();
  const told: string[] = [];
  watch.subscribe(1, () => told.push('cpus of 1'));
  watch.subscribe(1, () => told.push('memory of 1'));
  watch.subscribe(2, () => told.push('2'));
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([[1, 2]]);
  expect([watch.get(1), watch.get(2), watch.get(3)]).toEqual(['a little', null, undefined]);
  expect(told.sort()).toEqual(['2', 'cpus of 1', 'memory of 1']);
  // The same again is nothing new.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(2);
  expect(told).toHaveLength(3);
});

test('what flies by is asked for when it comes to rest, or once a second', async () => {
  const { asked, watch } = watched();
  for (let id = 0; id < 40; id++) {
    const leave = watch.subscribe(id, nothing);
    await vi.advanceTimersByTimeAsync(50);
    if (id < 39) leave();
  }
  expect(asked.length).toBeLessThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked.at(-1)).toEqual([39]);
});

test('who does not look asks for nothing, and is told at once when they look again', async () => {
  const { asked, world, watch } = watched();
  world.seen = false;
  watch.subscribe(1, nothing);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  world.seen = true;
  watch.wake();
  await vi.advanceTimersByTimeAsync(1);
  expect(watch.get(1)).toBe('a little');
});

test('a value that nobody confirms is gone after a minute, and comes back with an answer', async () => {
  const { asked, world, watch } = watched();
  const told = vi.fn();
  watch.subscribe(1, told);
  await vi.advanceTimersByTimeAsync(200);
  world.answers = false;
  await vi.advanceTimersByTimeAsync(50_000);
  expect(watch.get(1)).toBe('a little');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(watch.get(1)).toBeNull();
  expect(told).toHaveBeenCalledTimes(2);
  // A server that is away is not asked more often for it.
  expect(asked.length).toBeLessThan(10);
  world.answers = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(watch.get(1)).toBe('a little');
});

test('nobody is asked when the last cell is gone', async () => {
  const { asked, watch } = watched();
  const leave = watch.subscribe(1, nothing);
  await vi.advanceTimersByTimeAsync(200);
  leave();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  expect(watch.get(1)).toBeUndefined();
});
