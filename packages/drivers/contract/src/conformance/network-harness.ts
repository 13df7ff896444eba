import type { HostNetwork } from '@skerry/domain';
import type { Frame } from '../frame.ts';
import type { NetworkDriver, PortPlan } from '../network.ts';

/** What the suite needs to judge any network driver. One harness serves the whole suite. */
export interface NetworkHarness {
  readonly driver: NetworkDriver;
  /** Another driver over the same system, as after a restart of the agent. */
  reopen(): Promise<NetworkDriver>;
  /** Two networks, numbers 1 and 2, that nobody on this host uses. */
  network(networkId: 1 | 2): HostNetwork;
  /** A network, number 3, whose addresses this host already uses; left out where there are none. */
  overlapping?(): HostNetwork;
  /** The address that a guest with this port is given when it asks for one; undefined: nobody answers. */
  obtain(port: PortPlan): Promise<string | undefined>;
  /** The address that the name server of the network has for the whole name, without any search list. */
  resolve(network: HostNetwork, name: string): Promise<string | undefined>;
  /** For drivers with the ability `filters`. */
  readonly filters?: FilterHarness;
  /** Kills whatever serves addresses, as the kernel would (SIGKILL). */
  crashService(networkId: number): Promise<void>;
  /** Everything on the system that still speaks of the driver's networks and ports; empty when it is clean. */
  leftovers(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export interface FilterHarness {
  /** Which of these frames, sent by a guest at `from`, get to a guest at `to` on the same network. */
  passing(from: PortPlan, to: PortPlan, frames: readonly Frame[]): Promise<readonly boolean[]>;
  /** Takes all rules away behind the driver's back, as an administrator's mistake does. */
  flush(): Promise<void>;
}
