import type { Instance } from '@skerry/domain';
import { expect, test } from 'vitest';
import { resizeRefusal } from './resize-room.ts';

const spec = (cpus: number, memoryMiB: number) => ({ cpus, memoryMiB }) as Instance['spec'];
const room = (cpus: number, memoryMiB: number) => ({
  capacity: { cpus: 8, memoryMiB: 8192 },
  reserved: { cpus: 8 - cpus, memoryMiB: 8192 - memoryMiB },
});

test('an instance grows into what its host has free, and not further', () => {
  expect(resizeRefusal(spec(1, 512), spec(3, 1024), room(2, 512))).toBeUndefined();
  expect(resizeRefusal(spec(1, 512), spec(4, 512), room(2, 512))).toMatchObject({ code: 'host-full', field: 'cpus' });
  expect(resizeRefusal(spec(1, 512), spec(1, 1025), room(2, 512))).toMatchObject({
    field: 'memoryMiB',
    message: 'Its host has 512 MiB of memory free; 513 MiB more were asked for.',
  });
});

test('an instance may always shrink, also on a host that is too full', () => {
  expect(resizeRefusal(spec(4, 4096), spec(2, 1024), room(-3, -100))).toBeUndefined();
  expect(resizeRefusal(spec(4, 4096), spec(5, 1024), room(-3, -100))?.message).toContain('has no processors free');
});
