import { expect, test } from 'vitest';
import { takesAway } from './rule-watch.ts';

test.each([
  ['delete table bridge skerry_sk', true],
  ['delete chain bridge skerry_sk sent', true],
  ['delete rule inet skerry_sk input handle 4', true],
  ['delete set bridge skerry_sk addresses', true],
  // Ports come and go by ourselves.
  ['delete element bridge skerry_sk addresses { "skt1-0" . 02:00:00:00:00:01 . 10.0.0.2 }', false],
  ['delete table bridge skerry_sk2', false],
  ['delete rule inet other skerry_sk handle 4', false],
  ['add table bridge skerry_sk', false],
  ['', false],
])('"%s" takes rules of ours away: %s', (line, expected) => {
  expect(takesAway(line, 'sk')).toBe(expected);
});
