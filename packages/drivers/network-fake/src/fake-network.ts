import type { HostNetwork, NetworkDriver, NetworkErrorCode, PortPin, PortPlan } from '@skerry/driver-contract';
import { createFaults, type Faults } from '@skerry/driver-contract/faults';
import { SkerryError } from '@skerry/kit';
import { isIPv4 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/** The pretended host under the fake driver; it outlives any number of drivers opened over it. */
export interface FakeNetworks {
  readonly networks: Map<number, HostNetwork>;
  /** By network and port, as `<network>/<instance>/<index>`. */
  readonly ports: Map<string, PortPlan>;
  /** Rules of ports, by the name of the interface. */
  readonly pins: Map<string, PortPin>;
  /** False: somebody took all rules away, and everything passes. */
  guarded: boolean;
  /** Told when somebody takes rules away, where the driver hears of it. */
  readonly disturbed: Set<() => void>;
  /** Networks whose address service was killed. */
  readonly silent: Set<number>;
  /** Networks in CIDR notation that the host uses itself; exactly these are refused. */
  readonly taken: Set<string>;
}

export const createFakeNetworks = (): FakeNetworks => ({
  networks: new Map(),
  ports: new Map(),
  pins: new Map(),
  guarded: true,
  disturbed: new Set(),
  silent: new Set(),
  taken: new Set(),
});

export type NetworkMethod =
  | Exclude<keyof NetworkDriver, 'name' | 'attachmentOf' | 'filters' | 'watch' | 'survey'>
  | 'problems';

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
    for (const [key, port] of host.ports) {
      if (!gone(port)) continue;
      host.ports.delete(key);
      host.pins.delete(interfaceOf(port.instanceId, port.index));
    }
  };
  const pin = ({ instanceId, index, mac, address }: PortPlan) => {
    const interfaceName = interfaceOf(instanceId, index);
    host.pins.set(interfaceName, { interfaceName, mac, address });
  };
  const guard = () => {
    host.guarded = true;
    host.ports.forEach(pin);
  };
  let mended: string[] = [];
  const unbuilt = new Map<number, string>();
  return {
    name: 'fake',
    host,
    faults,
    attachmentOf: ({ instanceId, index, networkId }) => ({
      type: 'bridge',
      bridge: `fakebr${networkId}`,
      hostInterface: interfaceOf(instanceId, index),
    }),
    watch: {
      onDisturbed(listener) {
        host.disturbed.add(listener);
        return () => host.disturbed.delete(listener);
      },
    },
    async ensureNetwork(network) {
      await faults.before('ensureNetwork');
      if (host.taken.has(network.cidr)) {
        unbuilt.set(network.networkId, network.name);
        throw refuse(
          'network-overlap',
          `Network "${network.name}" (${network.cidr}) overlaps with the host's own.`,
          'Choose another address range for the network.',
        );
      }
      unbuilt.delete(network.networkId);
      host.networks.set(network.networkId, network);
      host.silent.delete(network.networkId);
      mended = host.guarded ? [] : ['Somebody took away rules of ports; they were put back.'];
      guard();
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
        const name = unbuilt.get(port.networkId);
        throw name === undefined
          ? refuse('network-missing', `Network ${port.networkId} is not built on this host.`, 'Build it first.')
          : refuse('network-missing', `The network "${name}" cannot be built on this host.`, 'Look why.');
      }
      const bad = wrongPart(port);
      if (bad) throw refuse('network-failed', `The ${bad} of instance ${port.instanceId} is not one.`, 'It is a bug.');
      removeWhere((old) => old.instanceId === port.instanceId && old.index === port.index);
      host.ports.set(`${port.networkId}/${port.instanceId}/${port.index}`, port);
      guard();
    },
    async hasPort(port) {
      await faults.before('hasPort');
      return isDeepStrictEqual(host.ports.get(`${port.networkId}/${port.instanceId}/${port.index}`), port);
    },
    async removePorts(instanceId) {
      await faults.before('removePorts');
      removeWhere((port) => port.instanceId === instanceId);
    },
    async listPorts() {
      await faults.before('listPorts');
      return [...host.ports.values()].map(({ instanceId, index }) => ({ instanceId, index }));
    },
    filters: { pins: async () => [...host.pins.values()] },
    survey: {
      taken: async () => [],
      async problems() {
        await faults.before('problems');
        return mended;
      },
    },
  };
}

const interfaceOf = (instanceId: number, index: number): string => `ft${instanceId}-${index}`;

/** What a real driver could not write into a file without writing more. */
function wrongPart({ mac, address, hostname = 'a', domain = 'a' }: PortPlan): string | undefined {
  if (!/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/.test(mac)) return 'MAC';
  if (!isIPv4(address)) return 'address';
  return [hostname, domain].every((name) => /^[a-z0-9.-]+$/.test(name)) ? undefined : 'name';
}

function refuse(code: NetworkErrorCode, message: string, hint: string): SkerryError {
  return new SkerryError({ code, kind: 'failed', message, hint });
}
