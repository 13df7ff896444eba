import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pace, paceNow, rowsAtHand, rowsInSight } from './rows-in-sight.ts';

const sight = { top: 0, height: 460, speed: 0 };

test('at rest what can be seen is drawn, and a few more on each side', () => {
  expect(rowsInSight(sight, 46, 1000)).toEqual({ first: 0, last: 15 });
  expect(rowsInSight({ ...sight, top: 4600 }, 46, 1000)).toEqual({ first: 94, last: 115 });
  expect(rowsInSight(sight, 46, 3)).toEqual({ first: 0, last: 2 });
  expect(rowsInSight(sight, 46, 0).last).toBe(-1);
});

test('who scrolls finds rows drawn where the scrolling leads, not where it comes from', () => {
  const down = rowsInSight({ ...sight, top: 4600, speed: 17 }, 46, 1000);
  expect(down).toEqual({ first: 94, last: 132 });
  expect(rowsInSight({ ...sight, top: 4600, speed: -17 }, 46, 1000)).toEqual({ first: 77, last: 115 });
  expect(rowsAtHand(17)).toBeGreaterThan(rowsAtHand(0) + 600);
});

test('every row that can be seen is drawn, at any place and speed', () => {
  fc.assert(
    fc.property(
      fc.nat(460_000),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: -100, max: 100 }),
      fc.integer({ min: 1, max: 10_000 }),
      (top, height, speed, count) => {
        const { first, last } = rowsInSight({ top, height, speed }, 46, count);
        const seen = [Math.floor(top / 46), Math.ceil((top + height) / 46) - 1].map((i) => Math.min(i, count - 1));
        expect(first).toBeLessThanOrEqual(seen[0] ?? 0);
        expect(last).toBeGreaterThanOrEqual(seen[1] ?? 0);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThan(count);
      },
    ),
  );
});

test('only names are drawn once two frames were too fast to read, until it rests; one jump is drawn whole', () => {
  const paces = (speeds: readonly number[]) => {
    let pace: Pace = { speed: 0, fast: false };
    return speeds.map((speed) => (pace = paceNow(pace, speed)).fast);
  };
  expect(paces([17, 17, 2, -3, 0, 17])).toEqual([false, true, true, true, false, false]);
  expect(paces([5, 5, 5, 40, 5])).toEqual([false, false, false, false, false]);
  expect(paces([-9, -9])).toEqual([false, true]);
});
