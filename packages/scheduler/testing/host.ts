import type { ScheduleHost } from '../src/host.ts';
import type { PlacementRequest } from '../src/request.ts';

/** An empty host that takes anything, but for what the test says. */
export const host = (given: Partial<ScheduleHost> = {}): ScheduleHost => ({
  hostId: 0,
  clusterId: 0,
  name: `host-${given.hostId ?? 0}`,
  labels: {},
  clusterLabels: {},
  state: 'online',
  clusterState: 'online',
  admission: 'enabled',
  architecture: 'x86_64',
  runtimes: ['vm', 'container'],
  capacity: { cpus: 8, memoryMiB: 16_384, diskMiB: 100_000 },
  reserved: { cpus: 0, memoryMiB: 0, diskMiB: 0 },
  ...given,
});

/** A small instance that asks for nothing special, but for what the test says. */
export const request = (given: Partial<PlacementRequest> = {}): PlacementRequest => ({
  instanceId: 1,
  kind: 'vm',
  cpus: 1,
  memoryMiB: 1024,
  diskMiB: 2048,
  requirements: '',
  rank: 'spread',
  ...given,
});
