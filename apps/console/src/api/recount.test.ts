import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Kind } from './kinds.ts';
import { Recount } from './recount.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what counts others is asked for again, once for many changes; what nobody counts asks for nothing', async () => {
  const asked: Kind[][] = [];
  const recount = new Recount(async (kinds) => asked.push([...kinds].sort()));
  for (let i = 0; i < 50; i++) recount.changed('instance');
  recount.changed('user');
  recount.changed('image');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([['cluster', 'group', 'host']]);
  recount.changed('image');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(1);
});

test('a slow server is asked the more seldom, and the last change is never lost', async () => {
  let asked = 0;
  const recount = new Recount(async () => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  recount.changed('instance');
  await vi.advanceTimersByTimeAsync(1_200);
  expect(asked).toBe(1);
  recount.changed('instance');
  await vi.advanceTimersByTimeAsync(4_500);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(asked).toBe(2);
  recount.changed('instance');
  recount.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(2);
});
