import type { InstanceSpec } from '@skerry/domain';

export interface Reserved {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
}

const nothing: Reserved = { cpus: 0, memoryMiB: 0, diskMiB: 0 };

/** Sums by host over the instances that are placed there. Whole numbers, so that adding and taking away is exact. */
export class Reservations {
  readonly #byHost = new Map<number, Reserved>();

  on(hostId: number): Reserved {
    return this.#byHost.get(hostId) ?? nothing;
  }

  add(hostId: number, spec: InstanceSpec): void {
    this.#change(hostId, spec, 1);
  }

  remove(hostId: number, spec: InstanceSpec): void {
    this.#change(hostId, spec, -1);
  }

  #change(hostId: number, { cpus, memoryMiB, disks }: InstanceSpec, sign: 1 | -1): void {
    const before = this.on(hostId);
    this.#byHost.set(hostId, {
      cpus: before.cpus + sign * cpus,
      memoryMiB: before.memoryMiB + sign * memoryMiB,
      diskMiB: before.diskMiB + sign * disks.reduce((sum, { sizeMiB }) => sum + sizeMiB, 0),
    });
  }
}
