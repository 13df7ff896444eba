import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration, durationUnits, unitOfDuration } from './duration.ts';

test('a length of time is shown in the largest unit that says it whole', () => {
  const said = (seconds: number) => `${duration.inUnit(seconds, unitOfDuration(seconds))} ${unitOfDuration(seconds)}`;
  expect([0, 59, 60, 90, 5400, 86_400, 2_592_000].map(said)).toEqual([
    '0 seconds',
    '59 seconds',
    '1 minutes',
    '90 seconds',
    '90 minutes',
    '1 days',
    '30 days',
  ]);
  expect(unitOfDuration(undefined)).toBe('days');
});

test('no length of time changes by being shown in another unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.constantFrom(...durationUnits), (seconds, unit) => {
      expect(duration.fromUnit(duration.inUnit(seconds, unit), unit)).toBe(seconds);
    }),
  );
});
