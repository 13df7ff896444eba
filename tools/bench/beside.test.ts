import { expect, test } from 'vitest';
import { compare } from './beside.ts';

const result = (...figures: [string, number][]) => ({
  figures: figures.map(([name, value]) => ({ name, value, unit: 'ms' })),
});

test('medians of both sides are compared by name; what one side lacks is left out', () => {
  const before = [result(['start', 10], ['old', 1]), result(['start', 30]), result(['start', 20])];
  const now = [result(['start', 12], ['new', 5]), result(['start', 40]), result(['start', 24])];
  expect(compare(before, now)).toEqual([
    { name: 'start', unit: 'ms', before: 20, now: 24, beforeSamples: [10, 30, 20], nowSamples: [12, 40, 24] },
  ]);
});
