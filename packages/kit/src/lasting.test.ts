import { expect, test } from 'vitest';
import { fakeClock } from './clock.ts';
import { Lasting } from './lasting.ts';

test('what holds at every look for so long is told; a break begins it anew', () => {
  const clock = fakeClock();
  const lasting = new Lasting<string>(clock, 100);
  expect(lasting.held(['a', 'b'])).toEqual([]);
  clock.advance(60);
  expect(lasting.held(['b'])).toEqual([]);
  clock.advance(40);
  expect(lasting.held(['a', 'b'])).toEqual(['b']);
  clock.advance(100);
  expect(lasting.held(['a', 'b'])).toEqual(['a', 'b']);
  expect(lasting.held([])).toEqual([]);
});
