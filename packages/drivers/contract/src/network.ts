import type { HostNetwork, TakenRange } from '@skerry/domain';

/** One guest's place on one network. */
export interface PortPlan {
  readonly instanceId: number;
  /** Position of the interface in the instance, from 0. */
  readonly index: number;
  readonly networkId: number;
  readonly mac: string;
  readonly address: string;
  /** Host name under which others of its tenant find it, one of a kind there; absent: it has no name in DNS. */
  readonly hostname?: string;
  /** Domain of its tenant: the names in it are this guest's search list. Absent: none. */
  readonly domain?: string;
}

/** As what the interface of a port may send: nothing else passes. */
export interface PortPin {
  readonly interfaceName: string;
  /** Lower case. */
  readonly mac: string;
  readonly address: string;
}

/**
 * Ability of a network driver: a guest cannot be another one. Whatever it sends, it passes only as itself: its own MAC
 * and address, in Ethernet, ARP, IPv4 and requests to DHCP. It gives no addresses, announces no routes, tags no frames.
 * An interface that is named like a port of ours and is none may send nothing. Rules are in force from before the first
 * frame until the port is removed, also without an agent, and `ensureNetwork` puts back what somebody else took away.
 */
export interface PortFilters {
  /** What holds on the host now, read from it. */
  pins(): Promise<readonly PortPin[]>;
}

/** Ability of a network driver: it hears when somebody else changes what it keeps in the kernel. */
export interface NetworkWatch {
  /** A hint to call `ensureNetwork` for all networks at once, and no promise. Returns how to stop. */
  onDisturbed(listener: () => void): () => void;
}

/** Ability of a network driver: it tells what on this host stands in its way. */
export interface NetworkSurvey {
  /** Addresses that this host uses for itself: a network that overlaps with one is refused by `ensureNetwork`. */
  taken(): Promise<readonly TakenRange[]>;
  /** Things an administrator should mend, as sentences; empty when all is well. */
  problems(): Promise<readonly string[]>;
}

/** How a guest's interface is joined to its network. A compute driver refuses what it cannot join. */
export type NicAttachment = {
  readonly type: 'bridge';
  /** On this host; fixed for a network id. */
  readonly bridge: string;
  /** Name of the host's end: tap or veth, at most 15 characters; fixed for instance and index, unique on the host. */
  readonly hostInterface: string;
};

/** Builds networks on one host. Same rules as for compute drivers: repeatable, truthful, bounded in time. */
export interface NetworkDriver {
  readonly name: string;
  /** Bridge, address, masquerading, DHCP and DNS. */
  ensureNetwork(network: HostNetwork): Promise<void>;
  removeNetwork(networkId: number): Promise<void>;
  listNetworks(): Promise<readonly number[]>;
  /** What the guest's interface joins; fixed for these numbers, also before the port is there. */
  attachmentOf(port: Pick<PortPlan, 'instanceId' | 'index' | 'networkId'>): NicAttachment;
  /**
   * Reserves the address for DHCP, publishes the name, pins the interface to what it may send. The interface itself is
   * made by the compute driver when the guest starts. May be asked again with another plan, also while the guest runs.
   */
  ensurePort(port: PortPlan): Promise<void>;
  /** Is the port there just so? Costs little, however many ports there are. */
  hasPort(port: PortPlan): Promise<boolean>;
  /** All ports of the instance; also deletes an interface that a crash left behind. */
  removePorts(instanceId: number): Promise<void>;
  /** Instances with at least one port. */
  listPorts(): Promise<readonly { readonly instanceId: number; readonly index: number }[]>;
  readonly filters?: PortFilters;
  readonly watch?: NetworkWatch;
  readonly survey?: NetworkSurvey;
}

export type NetworkErrorCode = 'network-missing' | 'network-overlap' | 'network-failed';
