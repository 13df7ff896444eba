import type { Instance } from '@skerry/domain';
import { expect, test } from 'vitest';
import { Reservations } from './reservations.ts';

const instance = (id: number, hostId: number | undefined, antiAffinityGroup?: string): Instance =>
  ({
    id,
    ownerId: 7,
    ...(hostId === undefined ? {} : { hostId }),
    spec: {
      cpus: 1,
      memoryMiB: 64,
      disks: [{ sizeMiB: 10 }, { sizeMiB: 5 }],
      ...(antiAffinityGroup === undefined ? {} : { antiAffinityGroup }),
    },
  }) as unknown as Instance;

test('sums follow instances as they come, change, move and go', () => {
  const reservations = new Reservations();
  reservations.set(1, instance(1, 0, 'db'));
  reservations.set(2, instance(2, 0, 'db'));
  reservations.set(3, instance(3, undefined, 'db'));
  const two = { cpus: 2, memoryMiB: 128, diskMiB: 30, instances: 2, groups: new Map([['7/db', 2]]) };
  expect(reservations.of(0)).toEqual(two);
  reservations.set(2, instance(2, 0, 'db'));
  expect(reservations.of(0)).toEqual(two);
  reservations.set(2, instance(2, 1));
  expect(reservations.of(0).groups).toEqual(new Map([['7/db', 1]]));
  expect(reservations.of(1)).toMatchObject({ cpus: 1, groups: new Map() });
  reservations.set(1, undefined);
  reservations.set(2, undefined);
  const nothing = { cpus: 0, memoryMiB: 0, diskMiB: 0, instances: 0, groups: new Map() };
  expect([reservations.of(0), reservations.of(1)]).toEqual([nothing, nothing]);
});
