import type { HostNetwork } from '@skerry/domain';

/** One guest's place on one network. */
export interface PortPlan {
  readonly instanceId: number;
  /** Position of the interface in the instance, from 0. */
  readonly index: number;
  readonly networkId: number;
  readonly mac: string;
  readonly address: string;
  readonly hostname: string;
}

/** Builds networks on one host. Same rules as for compute drivers: repeatable, truthful, bounded in time. */
export interface NetworkDriver {
  readonly name: string;
  /** Bridge, address, masquerading, DHCP and DNS. */
  ensureNetwork(network: HostNetwork): Promise<void>;
  removeNetwork(networkId: number): Promise<void>;
  listNetworks(): Promise<readonly number[]>;
  /** Name of the bridge; fixed for a network id. */
  bridgeOf(networkId: number): string;
  /** Name of the host's end of a guest interface; fixed for instance and index, at most 15 characters. */
  interfaceOf(instanceId: number, index: number): string;
  /** Reserves the address for DHCP. The interface itself is made by the compute driver when the guest starts. */
  ensurePort(port: PortPlan): Promise<void>;
  /** All ports of the instance; also deletes an interface that a crash left behind. */
  removePorts(instanceId: number): Promise<void>;
  /** Instances with at least one port. */
  listPorts(): Promise<readonly { readonly instanceId: number; readonly index: number }[]>;
  /** Things an administrator should mend, as sentences; empty or left out when all is well. */
  problems?(): Promise<readonly string[]>;
}

export type NetworkErrorCode = 'network-missing' | 'network-overlap' | 'network-failed';
