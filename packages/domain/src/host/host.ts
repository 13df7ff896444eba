import type { InstanceKind } from '../instance/kinds.ts';
import type { MachineOffer } from '../machine/abilities.ts';
import type { Refusals } from '../link/refusals.ts';
import type { ObjectMeta } from '../object/meta.ts';

/** Whether a host takes instances. */
export const admissions = ['enabled', 'disabled'] as const;

/** The front-end owns this record; what the host reports is in `HostReport`. */
export interface Host extends ObjectMeta {
  readonly clusterId: number;
  /** `disabled`: keeps its guests, gets no new ones. */
  readonly admission: (typeof admissions)[number];
  /** What it may be filled with; absent until its first report, which is approved as it is. */
  readonly approved?: ApprovedCapacity;
  /** ISO 8601: an administrator said that it is gone for good, and its cluster has not answered yet. */
  readonly declaredLostAt?: string;
}

/** What an administrator agreed that a host may be filled with. */
export interface ApprovedCapacity {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
  /** It was set as a cap: nothing beyond it is used. Otherwise it is what the host reported when it was approved. */
  readonly cap?: boolean;
}

/** What an agent says about its host. Owned by the agent, carried upwards. */
export interface HostReport {
  readonly hostname: string;
  readonly agentVersion: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Of the file system that holds disks. */
  readonly diskMiB: number;
  readonly diskFreeMiB: number;
  readonly runtimes: readonly HostRuntime[];
  /** Things an administrator should mend, as sentences. */
  readonly problems: readonly string[];
  /** Addresses that it uses itself: no network of guests can have them. Absent: of an older agent. */
  readonly taken?: readonly TakenRange[];
  /** Networks of its cluster that it cannot build. */
  readonly unbuilt?: readonly UnbuiltNetwork[];
  /** For people; nothing is decided by it. Absent: its agent is of an older version. */
  readonly machine?: HostMachine;
}

export interface TakenRange {
  readonly cidr: string;
  /** A phrase for people: what it is used for. */
  readonly by: string;
}

export interface UnbuiltNetwork {
  readonly networkId: number;
  /** Why, as a sentence. */
  readonly message: string;
  readonly hint?: string;
}

/** What a machine is made of, as it says itself. */
export interface HostMachine {
  readonly model?: string;
  readonly processor?: string;
  readonly kernel: string;
  readonly system?: string;
  /** ISO 8601. */
  readonly bootedAt?: string;
  /** Of the last minute, in steps. */
  readonly load: number;
  readonly disks: readonly {
    readonly name: string;
    readonly model?: string;
    readonly sizeMiB: number;
    readonly rotating: boolean;
  }[];
  readonly interfaces: readonly {
    readonly name: string;
    readonly mac: string;
    readonly up: boolean;
    readonly speedMbps?: number;
    readonly addresses: readonly string[];
  }[];
}

export interface HostRuntime {
  readonly kind: InstanceKind;
  /** `kvm`, `tcg`, `lxc`, `fake`. */
  readonly name: string;
  readonly available: boolean;
  /** Why not, or what it means, as a sentence. */
  readonly reason: string;
  /** What machines its guests can be given, where they have one; absent: the usual one only. */
  readonly machine?: MachineOffer;
}

/** A host together with what its cluster knows of it. */
export interface HostStatus {
  readonly hostId: number;
  readonly clusterId: number;
  readonly report?: HostReport;
  readonly connected: boolean;
  /** ISO 8601. */
  readonly lastHeardAt?: string;
  /** What of what it told was not taken over; absent: nothing. */
  readonly refusals?: Refusals;
}

export const hostStates = ['joining', 'online', 'cut', 'disabled', 'lost'] as const;
/** `cut`: its cluster does not hear it. `lost`: it was declared so; it goes when its cluster has answered. */
export type HostState = (typeof hostStates)[number];

export function hostState(host: Host, status: HostStatus | undefined): HostState {
  if (host.declaredLostAt !== undefined) return 'lost';
  if (!status?.report) return 'joining';
  if (!status.connected) return 'cut';
  return host.admission === 'disabled' ? 'disabled' : 'online';
}
