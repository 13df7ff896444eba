import { consoleCloseCodes } from '@skerry/contract';
import { expect, test } from 'vitest';
import { afterClose, retryAfterMs } from './console-close.ts';

test('what was cut is opened again by itself; what ended is not', () => {
  expect(afterClose(consoleCloseCodes.cut)).toBe('again');
  expect(afterClose(consoleCloseCodes.restarting)).toBe('again');
  expect(afterClose(1006)).toBe('again');
  expect(afterClose(consoleCloseCodes.ended)).toBe('ask');
  expect(afterClose(consoleCloseCodes.stopped)).toBe('ask');
  expect(afterClose(consoleCloseCodes.revoked)).toBe('ask');
});

test('tries become rarer, but never rarer than four a minute', () => {
  expect([1, 2, 3, 20].map(retryAfterMs)).toEqual([500, 1000, 2000, 15_000]);
});
