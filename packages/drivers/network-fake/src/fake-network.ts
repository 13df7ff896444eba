import type { HostNetwork, NetworkDriver, NetworkErrorCode, PortPlan } from '@skerry/driver-contract';
import { createFaults, type Faults } from '@skerry/driver-contract/faults';
import { SkerryError } from '@skerry/kit';

/** The pretended host under the fake driver; it outlives any number of drivers opened over it. */
export interface FakeNetworks {
  readonly networks: Map<number, HostNetwork>;
  /** By network and port, as `<network>/<instance>/<index>`. */
  readonly ports: Map<string, PortPlan>;
  /** Networks whose address service was killed. */
  readonly silent: Set<number>;
  /** Networks in CIDR notation that the host uses itself; exactly these are refused. */
  readonly taken: Set<string>;
}

export const createFakeNetworks = (): FakeNetworks => ({
  networks: new Map(),
  ports: new Map(),
  silent: new Set(),
  taken: new Set(),
});

export type NetworkMethod = Exclude<keyof NetworkDriver, 'name' | 'bridgeOf' | 'interfaceOf'>;

export interface FakeNetworkOptions {
  readonly networks?: FakeNetworks;
  readonly faults?: Faults<NetworkMethod, NetworkErrorCode>;
}

export interface FakeNetwork extends NetworkDriver {
  readonly host: FakeNetworks;
  readonly faults: Faults<NetworkMethod, NetworkErrorCode>;
}

/** A network driver that builds nothing and keeps every rule of the contract. For tests and for the simulator. */
export function createFakeNetwork(options: FakeNetworkOptions = {}): FakeNetwork {
  const host = options.networks ?? createFakeNetworks();
  const faults = options.faults ?? createFaults<NetworkMethod, NetworkErrorCode>();
  const removeWhere = (gone: (port: PortPlan) => boolean) => {
    for (const [key, port] of host.ports) if (gone(port)) host.ports.delete(key);
  };
  return {
    name: 'fake',
    host,
    faults,
    bridgeOf: (networkId) => `fakebr${networkId}`,
    interfaceOf: (instanceId, index) => `ft${instanceId}-${index}`,
    async ensureNetwork(network) {
      await faults.before('ensureNetwork');
      if (host.taken.has(network.cidr)) {
        throw refuse(
          'network-overlap',
          `Network "${network.name}" (${network.cidr}) overlaps with the host's own.`,
          'Choose another address range for the network.',
        );
      }
      host.networks.set(network.networkId, network);
      host.silent.delete(network.networkId);
    },
    async removeNetwork(networkId) {
      await faults.before('removeNetwork');
      host.networks.delete(networkId);
      host.silent.delete(networkId);
      removeWhere((port) => port.networkId === networkId);
    },
    async listNetworks() {
      await faults.before('listNetworks');
      return [...host.networks.keys()];
    },
    async ensurePort(port) {
      await faults.before('ensurePort');
      if (!host.networks.has(port.networkId)) {
        throw refuse('network-missing', `Network ${port.networkId} is not built on this host.`, 'Build it first.');
      }
      removeWhere((old) => old.instanceId === port.instanceId && old.index === port.index);
      host.ports.set(`${port.networkId}/${port.instanceId}/${port.index}`, port);
    },
    async removePorts(instanceId) {
      await faults.before('removePorts');
      removeWhere((port) => port.instanceId === instanceId);
    },
    async listPorts() {
      await faults.before('listPorts');
      return [...host.ports.values()].map(({ instanceId, index }) => ({ instanceId, index }));
    },
    async problems() {
      await faults.before('problems');
      return [];
    },
  };
}

function refuse(code: NetworkErrorCode, message: string, hint: string): SkerryError {
  return new SkerryError({ code, kind: 'failed', message, hint });
}
