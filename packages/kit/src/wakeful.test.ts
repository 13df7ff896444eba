import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Wakeful } from './wakeful.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs that end when told. */
function heldRuns() {
  const ends: ((last: number | undefined) => void)[] = [];
  const wakeful = new Wakeful(
    () => new Promise<number | undefined>((resolve) => ends.push(resolve)),
    (last) => last,
  );
  const end = async (last?: number) => {
    ends.at(-1)?.(last);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { wakeful, end, runs: () => ends.length };
}

test('woken during a run, however often, it runs once more, and not beside it', async () => {
  const { wakeful, end, runs } = heldRuns();
  wakeful.wake();
  wakeful.wake();
  wakeful.wake();
  expect(runs()).toBe(1);
  await end();
  expect(runs()).toBe(2);
  await end();
  expect(runs()).toBe(2);
});

test('it wakes by itself after its rest, and at once when woken before', async () => {
  const { wakeful, end, runs } = heldRuns();
  wakeful.wake();
  await end(1000);
  await vi.advanceTimersByTimeAsync(999);
  expect(runs()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs()).toBe(2);
  await end(1000);
  wakeful.wake();
  expect(runs()).toBe(3);
  await end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs()).toBe(3);
});

test('closed, it waits for the run under way and begins no other', async () => {
  const { wakeful, end, runs } = heldRuns();
  wakeful.wake();
  wakeful.wake();
  let closed = false;
  const closing = wakeful.close().then(() => (closed = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toBe(false);
  await end(1);
  await closing;
  wakeful.wake();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs()).toBe(1);
});

test('looks do not cut short what holds it back, and are heard when that is over; a wake does', async () => {
  const ends: (() => void)[] = [];
  const wakeful = new Wakeful(
    () => new Promise<void>((resolve) => ends.push(resolve)),
    () => 10_000,
    () => 2000,
  );
  const end = async () => {
    ends.at(-1)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  wakeful.look();
  wakeful.look();
  await end();
  wakeful.look();
  await vi.advanceTimersByTimeAsync(1999);
  expect(ends).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(2);
  await end();
  await vi.advanceTimersByTimeAsync(9999);
  expect(ends).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(3);
  await end();
  wakeful.wake();
  expect(ends).toHaveLength(4);
});
