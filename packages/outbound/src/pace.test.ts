import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a byte now and then is too slow when the window is over, and not before', () => {
  const pace = new Pace(1_000);
  for (let i = 0; i < 99; i++) expect(pace.isTooSlow(100, 1)).toBe(false);
  expect(pace.isTooSlow(100, 1)).toBe(true);
});

test('what comes in time may stop for a while, in each window anew', () => {
  const pace = new Pace(1_000);
  expect(pace.isTooSlow(9_999, 16 * 1024)).toBe(false);
  expect(pace.isTooSlow(1, 0)).toBe(false);
  expect(pace.isTooSlow(9_999, 16 * 1024 - 1)).toBe(false);
  expect(pace.isTooSlow(1, 0)).toBe(true);
});
