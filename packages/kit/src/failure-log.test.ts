import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FailureLog } from './failure-log.ts';
import { SkerryError } from './failure.ts';
import { type Log, silentLog } from './log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const error = (code: string) => new SkerryError({ code, kind: 'failed', message: 'No.' });
const again = { tries: 1, delayMs: 1000 };

function logged() {
  const lines: object[] = [];
  const log: Log = { ...silentLog, warn: (fields) => void lines.push(fields) };
  return { lines, failures: new FailureLog<string>(log, 'it') };
}

test('a key that fails again with the same code is told once; with another code, or after a success, anew', () => {
  const { lines, failures } = logged();
  for (let i = 0; i < 100; i++) failures.failed('a', error('full'), again);
  expect(lines).toHaveLength(1);
  failures.failed('a', error('cut'), again);
  failures.succeeded('a');
  failures.failed('a', error('full'), again);
  expect(lines).toMatchObject([{ code: 'full' }, { code: 'cut' }, { code: 'full' }]);
});

test('of many that fail alike a few are named, and once a minute it is said how often it was', async () => {
  const { lines, failures } = logged();
  for (let i = 0; i < 1000; i++) failures.failed(`key ${i}`, error('full'), again);
  expect(lines).toHaveLength(5);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines.slice(5)).toEqual([{ code: 'full', times: 995, failing: 1000, seconds: 60 }]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(lines).toHaveLength(6);
});
