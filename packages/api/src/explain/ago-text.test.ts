import { expect, test } from 'vitest';
import { agoText } from './ago-text.ts';

test.each([
  [0, '0 s ago'],
  [119.4, '119 s ago'],
  [120, '2 minutes ago'],
  [458, '7 minutes ago'],
  [7_199, '119 minutes ago'],
  [7_200, '2 hours ago'],
  [172_800, '2 days ago'],
])('%d seconds are %s', (seconds, expected) => {
  expect(agoText(seconds)).toBe(expected);
});
