import { expect, test } from 'vitest';
import { diskSizeProblem, maxDiskMiB } from './disk-size.ts';

test('a disk of 60 TiB is none, nor is one without a size', () => {
  for (const sizeMiB of [62_914_560, maxDiskMiB + 1, 0, -1, 1.5, Number.NaN, Infinity])
    expect(diskSizeProblem(sizeMiB), String(sizeMiB)).toMatch(/^A disk has .*\.$/);
  for (const sizeMiB of [1, 16, maxDiskMiB]) expect(diskSizeProblem(sizeMiB)).toBeUndefined();
});
