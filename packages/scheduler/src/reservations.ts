import type { Instance } from '@skerry/domain';
import { groupKey } from './groups.ts';
import type { Resources } from './host.ts';

export interface Reserved extends Resources {
  readonly instances: number;
  /** Members of each anti-affinity group. */
  readonly groups: ReadonlyMap<string, number>;
}

interface Sum extends Reserved {
  cpus: number;
  memoryMiB: number;
  diskMiB: number;
  instances: number;
  readonly groups: Map<string, number>;
}

const nothing: Reserved = { cpus: 0, memoryMiB: 0, diskMiB: 0, instances: 0, groups: new Map() };

/**
 * What the placed instances of each host may use, and which groups they belong to; kept as instances come and go, never
 * summed anew. An instance that is being deleted counts until it is gone: so long it runs.
 */
export class Reservations {
  readonly #byHost = new Map<number, Sum>();
  readonly #counted = new Map<number, Instance>();

  /** `undefined`: it is gone. */
  set(instanceId: number, instance: Instance | undefined): void {
    const before = this.#counted.get(instanceId);
    if (before) this.#add(before, -1);
    this.#counted.delete(instanceId);
    if (instance?.hostId === undefined) return;
    this.#counted.set(instanceId, instance);
    this.#add(instance, 1);
  }

  of(hostId: number): Reserved {
    return this.#byHost.get(hostId) ?? nothing;
  }

  #add({ hostId, ownerId, spec }: Instance, sign: 1 | -1): void {
    if (hostId === undefined) return;
    const sum = this.#byHost.get(hostId) ?? { cpus: 0, memoryMiB: 0, diskMiB: 0, instances: 0, groups: new Map() };
    sum.cpus += sign * spec.cpus;
    sum.memoryMiB += sign * spec.memoryMiB;
    sum.diskMiB += sign * spec.disks.reduce((total, d) => total + d.sizeMiB, 0);
    sum.instances += sign;
    if (spec.antiAffinityGroup !== undefined) {
      const key = groupKey(ownerId, spec.antiAffinityGroup);
      const members = (sum.groups.get(key) ?? 0) + sign;
      if (members === 0) sum.groups.delete(key);
      else sum.groups.set(key, members);
    }
    if (sum.instances === 0) this.#byHost.delete(hostId);
    else this.#byHost.set(hostId, sum);
  }
}
