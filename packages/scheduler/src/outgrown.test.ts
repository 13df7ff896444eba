import { expect, test } from 'vitest';
import { outgrown } from './outgrown.ts';

const size = (cpus: number, memoryMiB: number) => ({ cpus, memoryMiB });
const small = size(1, 512);

test('what the largest host could hold when it is empty is not refused here', () => {
  expect(outgrown(small, size(32, 16_384), [size(4, 4096), size(32, 16_384)])).toBeUndefined();
});

test('what no host could ever hold is, by the field at fault', () => {
  expect(outgrown(small, size(33, 512), [size(32, 16_384)])).toMatchObject({ code: 'host-too-small', field: 'cpus' });
  expect(outgrown(small, size(1, 16_385), [size(8, 1024), size(32, 16_384)])).toMatchObject({
    field: 'memoryMiB',
    message:
      'The hosts of its cluster have, each, at most 16384 MiB of memory for all instances together; 16385 were asked for.',
  });
  const neither = outgrown(small, size(32, 16_384), [size(32, 1024), size(8, 16_384)]);
  expect(neither?.message).toBe('No host of its cluster has both 32 processors and 16384 MiB of memory.');
  expect(neither).not.toHaveProperty('field');
});

test('shrinking is allowed, also where the rest is too large already; of a host that has not reported nothing is known', () => {
  expect(outgrown(size(64, 512), size(48, 1024), [size(32, 16_384)])).toBeUndefined();
  expect(outgrown(small, size(100, 512), [size(32, 16_384), undefined])).toBeUndefined();
  expect(outgrown(small, size(100, 512), [])).toBeUndefined();
});
