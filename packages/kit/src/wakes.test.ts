import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SkerryError } from './failure.ts';
import { type Log, silentLog } from './log.ts';
import { type Left, Wakes } from './wakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const full = () => new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full.' });

/** Work that answers as told, and how often it was tried. */
function worked(answer: (key: number) => Promise<Left>) {
  let tries = 0;
  const lines: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => void lines.push(message) };
  const wakes = new Wakes<number>(
    (key) => {
      tries++;
      return answer(key);
    },
    { what: 'reconciling', log },
  );
  return { wakes, lines, tries: () => tries };
}

const wakeAll = (wakes: Wakes<number>) => {
  for (let key = 0; key < 1000; key++) wakes.wake(key);
};

test('1,000 keys that fail for ten minutes are tried, and told of, a bounded number of times', async () => {
  const { wakes, lines, tries } = worked(async () => Promise.reject(full()));
  wakeAll(wakes);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  // 1, 2, 4, 8, 16 and then every 30 s, a fifth more or less; every 2 s it would be 300.
  expect(tries() / 1000).toBeGreaterThan(15);
  expect(tries() / 1000).toBeLessThan(30);
  expect(lines.length).toBeLessThanOrEqual(5 + 10);
  expect(wakes.failing).toBe(1000);
  await wakes.close();
});

test('news all the time makes of a failing key one try in two seconds', async () => {
  const { wakes, tries } = worked(async () => Promise.reject(full()));
  for (let i = 0; i < 600; i++) {
    wakes.wake(1);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(tries()).toBeGreaterThan(25);
  expect(tries()).toBeLessThanOrEqual(31);
  await wakes.close();
});

test('what heals is done by itself within the longest delay, and news has it done within two seconds', async () => {
  let isFull = true;
  const { wakes } = worked(async () => (isFull ? Promise.reject(full()) : 'nothing'));
  wakeAll(wakes);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  isFull = false;
  wakes.wake(7);
  await vi.advanceTimersByTimeAsync(2000);
  expect(wakes.failing).toBeLessThan(1000);
  await vi.advanceTimersByTimeAsync(36_000);
  expect(wakes.failing).toBe(0);
});

test('a change during a run is looked at after it, and what left more is run on at once', async () => {
  const left: Left[] = ['more', 'nothing', 'nothing'];
  const { wakes, tries } = worked(async () => left.shift() ?? 'nothing');
  wakes.wake(1);
  wakes.wake(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(tries()).toBe(3);
});

test('what is due later is run then, or when it is woken before', async () => {
  const { wakes, tries } = worked(async () => 5000);
  wakes.wake(1);
  await vi.advanceTimersByTimeAsync(4000);
  wakes.wake(1);
  await vi.advanceTimersByTimeAsync(4999);
  expect(tries()).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries()).toBe(3);
  await wakes.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries()).toBe(3);
});
