import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromUnit, inUnit, sizeUnits, unitOf } from './size.ts';

test('a size is shown in the largest unit that says it in short', () => {
  const said = (mebibytes: number) => `${inUnit(mebibytes, unitOf(mebibytes))} ${unitOf(mebibytes)}`;
  expect([16, 128, 512, 1000, 1024, 1536, 10_240, 1_048_576].map(said)).toEqual([
    '16 MiB',
    '128 MiB',
    '0.5 GiB',
    '1000 MiB',
    '1 GiB',
    '1.5 GiB',
    '10 GiB',
    '1 TiB',
  ]);
  expect(unitOf(undefined)).toBe('GiB');
});

test('no size changes by being shown in another unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.constantFrom(...sizeUnits), (mebibytes, unit) => {
      expect(fromUnit(inUnit(mebibytes, unit), unit)).toBe(mebibytes);
    }),
  );
});
