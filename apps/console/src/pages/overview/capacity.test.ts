import { expect, test } from 'vitest';
import { capacityByCluster, capacityOf } from './capacity.ts';

const host = (clusterId: number, cpus: number | undefined, reserved: number) => ({
  clusterId,
  instances: reserved,
  reserved: { cpus: reserved, memoryMiB: reserved * 10, diskMiB: reserved * 100 },
  ...(cpus === undefined ? {} : { room: { cpus, memoryMiB: cpus * 10, diskMiB: cpus * 100 } }),
});

test('capacity is summed over hosts; one that never reported gives nothing, and what it holds still counts', () => {
  expect(capacityOf([host(1, 8, 2), host(1, 4, 6), host(2, undefined, 1)])).toEqual({
    total: { cpus: 12, memoryMiB: 120, diskMiB: 1200 },
    reserved: { cpus: 9, memoryMiB: 90, diskMiB: 900 },
    hosts: 3,
    instances: 9,
  });
});

test('each cluster has its own sum', () => {
  const sums = capacityByCluster([host(1, 8, 2), host(2, 4, 1), host(2, 4, 1)]);
  expect([...sums].map(([id, { hosts, total }]) => [id, hosts, total.cpus])).toEqual([
    [1, 1, 8],
    [2, 2, 8],
  ]);
});
