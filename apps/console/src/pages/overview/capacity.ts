/** What hosts have and what is taken of it. Pure. */
import type { Host } from '../../api/kinds.ts';

export interface Amounts {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
}
export interface Capacity {
  readonly total: Amounts;
  readonly reserved: Amounts;
  readonly hosts: number;
  readonly instances: number;
}

type Counted = Pick<Host, 'capacity' | 'reserved' | 'instances' | 'clusterId'>;

/** A host that never reported has nothing to give; what is reserved on it counts all the same. */
export function capacityOf(hosts: readonly Counted[]): Capacity {
  const sum = (of: (host: Counted) => number) => hosts.reduce((n, host) => n + of(host), 0);
  return {
    total: {
      cpus: sum((h) => h.capacity?.cpus ?? 0),
      memoryMiB: sum((h) => h.capacity?.memoryMiB ?? 0),
      diskMiB: sum((h) => h.capacity?.diskMiB ?? 0),
    },
    reserved: {
      cpus: sum((h) => h.reserved.cpus),
      memoryMiB: sum((h) => h.reserved.memoryMiB),
      diskMiB: sum((h) => h.reserved.diskMiB),
    },
    hosts: hosts.length,
    instances: sum((h) => h.instances),
  };
}

export const capacityByCluster = (hosts: readonly Counted[]): ReadonlyMap<number, Capacity> =>
  new Map([...Map.groupBy(hosts, (h) => h.clusterId)].map(([id, own]) => [id, capacityOf(own)]));
