import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeClock } from './clock.ts';
import { SkerryError } from './failure.ts';
import { silentLog } from './log.ts';
import { Reconciler } from './reconciler.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const clock = fakeClock();
const parts = { clock, log: silentLog };
const entry = { name: 'placement', wakesOn: 'a change' };

test('it says of its last run when, why and how long it was, and what came of it', async () => {
  const left = [true, false];
  const work = async () => {
    clock.advance(5);
    return left.shift() ?? false;
  };
  const reconciler = new Reconciler<'all'>({ ...entry, everyMs: 15_000, every: () => ['all'], work }, parts);
  expect(reconciler.status).toEqual({ ...entry, everySeconds: 15, runs: 0, failing: 0 });
  reconciler.wake('all', 'start');
  await vi.advanceTimersByTimeAsync(0);
  expect(reconciler.status).toMatchObject({ runs: 2, last: { why: 'start', milliseconds: 5, outcome: 'changed' } });
  await vi.advanceTimersByTimeAsync(15_000);
  expect(reconciler.status).toMatchObject({ runs: 3, last: { why: 'time', outcome: 'nothing' } });
  await reconciler.close();
});

test('what fails is counted with its sentence, and forgotten when it is managed', async () => {
  let isFull = true;
  const work = async () => {
    if (isFull) throw new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full.' });
    return false;
  };
  const reconciler = new Reconciler<number>({ ...entry, work }, parts);
  for (const key of [1, 2, 3]) reconciler.wake(key);
  await vi.advanceTimersByTimeAsync(0);
  const failure = { code: 'store-full', message: 'The disk is full.' };
  expect(reconciler.status).toMatchObject({ failing: 3, failure, last: { outcome: 'failed', why: 'change' } });
  isFull = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reconciler.status).toMatchObject({ failing: 0, last: { outcome: 'nothing', why: 'retry' } });
  expect(reconciler.status.failure).toBeUndefined();
  await reconciler.close();
});
