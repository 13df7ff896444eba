import { expect, test } from 'vitest';
import { isPlain } from './travel.ts';

const click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, defaultPrevented: false };

test('only a plain click goes in this window; what asks for another tab or window is the browser’s', () => {
  expect(isPlain(click)).toBe(true);
  for (const other of [{ button: 1 }, { metaKey: true }, { ctrlKey: true }, { shiftKey: true }, { altKey: true }]) {
    expect(isPlain({ ...click, ...other })).toBe(false);
  }
  expect(isPlain({ ...click, defaultPrevented: true })).toBe(false);
});
