import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenQuiet } from './when-quiet.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what nobody waits for begins when it was quiet twice in a row, however long that takes, and once', () => {
  let busy = true;
  const work = vi.fn();
  whenQuiet(() => busy, work, 100);
  vi.advanceTimersByTime(60_000);
  expect(work).not.toHaveBeenCalled();
  busy = false;
  vi.advanceTimersByTime(100);
  // The next answer is asked for when the one before has come.
  busy = true;
  vi.advanceTimersByTime(100);
  busy = false;
  vi.advanceTimersByTime(100);
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});

test('who goes away is not waited for', () => {
  const work = vi.fn();
  whenQuiet(() => false, work, 100)();
  vi.advanceTimersByTime(1_000);
  expect(work).not.toHaveBeenCalled();
});
