import { expect, test } from 'vitest';
import { columnsOf } from './chart-data.ts';

const point = (seconds: number, cpu: number) => ({
  at: new Date(seconds * 1000).toISOString(),
  cpu,
  memoryBytes: 5,
  diskReadBytesPerSecond: 0,
  diskWrittenBytesPerSecond: 0,
  networkReceivedBytesPerSecond: 0,
  networkSentBytesPerSecond: 0,
});

test('samples become columns, and a line is broken where nothing is known', () => {
  const samples = { intervalSeconds: 10, points: [point(100, 1), point(110, 2), point(200, 3)] };
  expect(columnsOf(samples, ['cpu', 'memoryBytes'])).toEqual([
    [100, 110, 120, 200],
    [1, 2, null, 3],
    [5, 5, null, 5],
  ]);
  expect(columnsOf({ intervalSeconds: 10, points: [] }, ['cpu'])).toEqual([[], []]);
});
