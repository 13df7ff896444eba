import type { ApplicationStart } from '../application/application-start.ts';
import type { InitSignal } from '../image/init-signal.ts';
import type { MachineAsked } from '../machine/machine.ts';
import type { InstanceContext, InstanceIntent } from './instance.ts';
import type { BootWay, InstanceKind } from './kinds.ts';
import type { PlaceRole } from './place.ts';

/**
 * Everything a host needs to make one instance as wanted, with nobody else to ask: it is kept on the host's own disk,
 * so a rebooted host brings its guests back alone.
 */
export interface HostIntent extends InstanceIntent {
  readonly instanceId: number;
  /** What the host is to the instance; absent: `primary`. */
  readonly role?: PlaceRole;
  /** Of the place that the instance has there; absent: the first. */
  readonly epoch?: number;
  readonly name: string;
  readonly kind: InstanceKind;
  /** Of its image; absent: told by a cluster that does not say, and it is tried. */
  readonly architecture?: string;
  /** What of its image it starts from; absent: what its kind prefers. */
  readonly boot?: BootWay;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Absent: the usual one. */
  readonly machine?: MachineAsked;
  /** The disc in its drive; absent: none. */
  readonly cdrom?: HostIntentCdrom;
  readonly disks: readonly HostIntentDisk[];
  readonly nics: readonly HostIntentNic[];
  readonly context: InstanceContext;
  /** Instead of the image's own init; absent: that boots. */
  readonly application?: ApplicationStart;
  /** Signals that the image's init understands; for containers. */
  readonly haltSignal: InitSignal;
  readonly rebootSignal: InitSignal;
}

export interface HostIntentDisk {
  readonly diskId: number;
  readonly imageDigest: string;
  readonly sizeMiB: number;
  /** The host's storage driver that makes it; absent: the default. */
  readonly driver?: string;
}

export interface HostIntentCdrom {
  readonly imageDigest: string;
  /** The host's storage driver that has its image; absent: the default. */
  readonly driver?: string;
}

export interface HostIntentNic {
  readonly networkId: number;
  /** The host's network driver that builds its network; absent: the default. */
  readonly driver?: string;
  readonly mac: string;
  /** Without prefix length. */
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly nameservers: readonly string[];
  /** Host name under which others of the same owner find it on this network; absent: not decided yet. */
  readonly hostname?: string;
  /** Domain of its owner, in which it is found and searches itself. */
  readonly domain?: string;
}

/** A network as a host must build it. Fed to every host of the cluster. */
export interface HostNetwork {
  readonly networkId: number;
  readonly name: string;
  /** The host's network driver that builds it; absent: the default. */
  readonly driver?: string;
  readonly cidr: string;
  readonly gateway: string;
  /** Which DHCP tells guests to ask; absent: the gateway. */
  readonly nameservers?: readonly string[];
  readonly nat: boolean;
}
