import { type Instance, maxDiskMiB } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { expect, test } from 'vitest';
import { createInstance } from './create-instance.ts';

const order = (sizeMiB: number) => {
  const disks = [{ diskId: 2, imageId: 3, imageDigest: 'sha256:00', sizeMiB }];
  const instance = { id: 1, name: 'a', spec: { disks } } as unknown as Instance;
  return { type: 'create-instance', instance, diskIds: [2] } as const;
};

test('a cluster refuses a disk of 60 TiB, whatever the front-end let through', () => {
  expect(() => createInstance(order(62_914_560))).toThrow(SkerryError);
  expect(createInstance(order(maxDiskMiB))).toHaveLength(2);
});
