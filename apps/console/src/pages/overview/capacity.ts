/** What hosts have to give away and what is taken of it. Pure. */
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

type Counted = Pick<Host, 'room' | 'reserved' | 'instances' | 'clusterId'>;

/** A host that never reported has nothing to give; what is reserved on it counts all the same, where it is told. */
export function capacityOf(hosts: readonly Counted[]): Capacity {
  const sum = (of: (host: Counted) => number) => hosts.reduce((n, host) => n + of(host), 0);
  return {
    total: {
      cpus: sum((h) => h.room?.cpus ?? 0),
      memoryMiB: sum((h) => h.room?.memoryMiB ?? 0),
      diskMiB: sum((h) => h.room?.diskMiB ?? 0),
    },
    reserved: {
      cpus: sum((h) => h.reserved?.cpus ?? 0),
      memoryMiB: sum((h) => h.reserved?.memoryMiB ?? 0),
      diskMiB: sum((h) => h.reserved?.diskMiB ?? 0),
    },
    hosts: hosts.length,
    instances: sum((h) => h.instances ?? 0),
  };
}

export const capacityByCluster = (hosts: readonly Counted[]): ReadonlyMap<number, Capacity> =>
  new Map([...Map.groupBy(hosts, (h) => h.clusterId)].map(([id, own]) => [id, capacityOf(own)]));
