import type { Instance } from '@skerry/domain';

export interface Reserved {
  cpus: number;
  memoryMiB: number;
  diskMiB: number;
  instances: number;
}

/** What the placed instances of each host may use; kept as instances come and go, never summed anew. */
export class Reservations {
  private readonly byHost = new Map<number, Reserved>();
  private readonly counted = new Map<number, Instance>();

  set(instanceId: number, instance: Instance | undefined): void {
    const before = this.counted.get(instanceId);
    if (before) this.add(before, -1);
    if (instance?.hostId === undefined) {
      this.counted.delete(instanceId);
      return;
    }
    this.counted.set(instanceId, instance);
    this.add(instance, 1);
  }

  of(hostId: number): Readonly<Reserved> {
    return this.byHost.get(hostId) ?? { cpus: 0, memoryMiB: 0, diskMiB: 0, instances: 0 };
  }

  private add(instance: Instance, sign: 1 | -1): void {
    const hostId = instance.hostId as number;
    const sum = { ...this.of(hostId) };
    sum.cpus += sign * instance.spec.cpus;
    sum.memoryMiB += sign * instance.spec.memoryMiB;
    sum.diskMiB += sign * instance.spec.disks.reduce((total, d) => total + d.sizeMiB, 0);
    sum.instances += sign;
    this.byHost.set(hostId, sum);
  }
}
