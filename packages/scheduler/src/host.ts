import type { ClusterState, Host, HostState, InstanceKind, Labels, MachineOffer } from '@skerry/domain';

/** One host as the scheduler sees it: a copy made by the caller, who owns all of it. */
export interface ScheduleHost {
  readonly hostId: number;
  readonly clusterId: number;
  readonly name: string;
  readonly labels: Labels;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly clusterLabels: Labels;
  readonly state: HostState;
  readonly clusterState: ClusterState;
  readonly admission: Host['admission'];
  /** Of the image's kind, such as `x86_64`; absent: unknown, and then not checked. */
  readonly architecture?: string;
  /** Kinds that can run there now. */
  readonly runtimes: readonly InstanceKind[];
  /** What machines it can make, by kind; absent: the usual one only. */
  readonly machines?: Readonly<Partial<Record<InstanceKind, MachineOffer>>>;
  /** What the host reported; absent while it has not. */
  readonly capacity?: HostCapacity;
  /** Sum over the instances placed there, wanted or not yet gone. */
  readonly reserved: Resources;
  /** How many instances of each anti-affinity group are placed there, by `groupKey`; absent: none. */
  readonly groups?: ReadonlyMap<string, number>;
  /** 0 (idle) to 1 (all processors busy); absent: judged by what is reserved. */
  readonly load?: number;
}

export interface Resources {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
}

export interface HostCapacity extends Resources {
  /** Really free on its file system just now. Disks grow as they are written, so this differs from what is reserved. */
  readonly diskFreeMiB?: number;
}

export interface ScheduleSnapshot {
  readonly hosts: readonly ScheduleHost[];
}
