import type { ScheduleHost } from './host.ts';
import type { ScheduleOptions } from './options.ts';
import type { PlacementRequest } from './request.ts';
import type { Remaining } from './requirements/attributes.ts';

/**
 * The hosts of one snapshot in rising order of id, with what is reserved on them. Working memory of one plan: each
 * placement is entered here, so that the next request of the batch sees it. Plain arrays of numbers, because a plan for
 * ten thousand requests looks at each host ten thousand times.
 */
export class Fleet {
  readonly hosts: readonly ScheduleHost[];
  readonly cpuLimit: Float64Array;
  readonly memoryLimit: Float64Array;
  readonly diskLimit: Float64Array;
  readonly cpus: Float64Array;
  readonly memoryMiB: Float64Array;
  readonly diskMiB: Float64Array;
  /** Really free just now, less what this plan puts there. */
  readonly diskFree: Float64Array;
  readonly load: Float64Array;
  /** How often something was reserved: what was worked out from a host's numbers holds as long as this is the same. */
  readonly changes: Uint32Array;
  /** Members of each anti-affinity group by index of the host, where there are any. */
  readonly #members = new Map<string, Map<number, number>>();

  constructor(hosts: readonly ScheduleHost[], options: Required<ScheduleOptions>) {
    this.hosts = hosts.toSorted((a, b) => a.hostId - b.hostId);
    const size = this.hosts.length;
    const column = () => new Float64Array(size);
    this.cpuLimit = column();
    this.memoryLimit = column();
    this.diskLimit = column();
    this.cpus = column();
    this.memoryMiB = column();
    this.diskMiB = column();
    this.diskFree = column();
    this.load = column();
    // One pass by index: made from a mapping each, the columns cost more than the choice among some hundred hosts.
    for (let i = 0; i < size; i++) this.#enter(i, this.hosts[i] as ScheduleHost, options);
    this.changes = new Uint32Array(this.hosts.length).fill(1);
  }

  #enter(i: number, host: ScheduleHost, options: Required<ScheduleOptions>): void {
    const { capacity, reserved, groups } = host;
    const cpuLimit = (capacity?.cpus ?? 0) * options.cpuFactor;
    this.cpuLimit[i] = cpuLimit;
    this.memoryLimit[i] = (capacity?.memoryMiB ?? 0) * options.memoryFactor;
    this.diskLimit[i] = (capacity?.diskMiB ?? 0) * options.diskFactor;
    this.cpus[i] = reserved.cpus;
    this.memoryMiB[i] = reserved.memoryMiB;
    this.diskMiB[i] = reserved.diskMiB;
    this.diskFree[i] = (capacity?.diskFreeMiB ?? Number.POSITIVE_INFINITY) * options.diskFactor;
    this.load[i] = host.load ?? share(reserved.cpus, cpuLimit);
    groups?.forEach((count, key) => this.members(key).set(i, count));
  }

  cpusFit(i: number, request: PlacementRequest): boolean {
    return at(this.cpus, i) + request.cpus <= at(this.cpuLimit, i);
  }

  memoryFits(i: number, request: PlacementRequest): boolean {
    return at(this.memoryMiB, i) + request.memoryMiB <= at(this.memoryLimit, i);
  }

  diskFits(i: number, request: PlacementRequest): boolean {
    return at(this.diskMiB, i) + request.diskMiB <= at(this.diskLimit, i) && request.diskMiB <= at(this.diskFree, i);
  }

  /** Whether the host would hold the request with nothing else on it. */
  fitsWhenEmpty(i: number, request: PlacementRequest): boolean {
    return (
      request.cpus <= at(this.cpuLimit, i) &&
      request.memoryMiB <= at(this.memoryLimit, i) &&
      request.diskMiB <= at(this.diskLimit, i)
    );
  }

  /** How many members of the group are on which host, by its index. */
  members(key: string): Map<number, number> {
    let members = this.#members.get(key);
    if (!members) this.#members.set(key, (members = new Map()));
    return members;
  }

  reserve(i: number, request: PlacementRequest): void {
    if (request.apart) {
      const members = this.members(request.apart.key);
      members.set(i, (members.get(i) ?? 0) + 1);
    }
    this.changes[i] = (this.changes[i] as number) + 1;
    this.cpus[i] = at(this.cpus, i) + request.cpus;
    this.memoryMiB[i] = at(this.memoryMiB, i) + request.memoryMiB;
    this.diskMiB[i] = at(this.diskMiB, i) + request.diskMiB;
    this.diskFree[i] = at(this.diskFree, i) - request.diskMiB;
    // What the guest will really use is unknown: it counts as busy as its share of the limit.
    this.load[i] = at(this.load, i) + share(request.cpus, at(this.cpuLimit, i));
  }

  remaining(i: number): Remaining {
    return {
      cpus: at(this.cpuLimit, i) - at(this.cpus, i),
      memoryMiB: at(this.memoryLimit, i) - at(this.memoryMiB, i),
      diskMiB: Math.min(at(this.diskLimit, i) - at(this.diskMiB, i), at(this.diskFree, i)),
      load: at(this.load, i),
    };
  }

  remainingWhenEmpty(i: number): Remaining {
    return { cpus: at(this.cpuLimit, i), memoryMiB: at(this.memoryLimit, i), diskMiB: at(this.diskLimit, i), load: 0 };
  }
}

/** The columns are as long as the list of hosts, so the value is always there. */
export const at = (column: Float64Array, i: number): number => column[i] as number;

/** Of a limit, 0 to 1; all of a limit of nothing. */
export const share = (used: number, limit: number): number => (limit > 0 ? Math.min(1, used / limit) : 1);
