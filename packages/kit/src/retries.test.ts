import { expect, test } from 'vitest';
import { fakeClock } from './clock.ts';
import { Retries } from './retries.ts';

const random = () => 0.5;

test('delays double up to the longest, and begin anew after what worked long enough', () => {
  const clock = fakeClock();
  const retries = new Retries({ firstMs: 100, maxMs: 1000, stableMs: 500, random, clock });
  const delays = () => Array.from({ length: 5 }, () => retries.failed());
  expect(delays()).toEqual([100, 200, 400, 800, 1000]);
  retries.worked();
  clock.advance(499);
  expect(retries.failed()).toBe(1000);
  retries.worked();
  clock.advance(500);
  expect(delays()).toEqual([100, 200, 400, 800, 1000]);
});

test('what never worked is not healthy, however long it took to fail', () => {
  const clock = fakeClock();
  const retries = new Retries({ firstMs: 100, stableMs: 500, random, clock });
  retries.failed();
  clock.advance(60_000);
  expect(retries.failed()).toBe(200);
  expect(retries.failures).toBe(2);
});

test('without a bound, anything that worked was healthy', () => {
  const retries = new Retries({ firstMs: 100, random });
  retries.failed();
  retries.worked();
  expect(retries.failures).toBe(0);
  expect(retries.failed()).toBe(100);
});
