import type { HostNetwork, HostSettings, NetworkDriver, PortPin, PortPlan } from '@skerry/driver-contract';
import { type Log, SkerryError } from '@skerry/kit';
import { isDeepStrictEqual } from 'node:util';
import { networkFiles } from './dnsmasq-files.ts';
import { ensureDnsmasq, stopDnsmasq } from './dnsmasq.ts';
import { networkFailed, networkMissing, networkUnbuilt } from './failures.ts';
import { deleteLink, ensureBridge, forwardIpv4, linkNames, takenByHost } from './host-links.ts';
import { bridgeName, instanceOfInterface, interfaceName, networkOfBridge } from './names.ts';
import { createPacketRules } from './packet-rules.ts';
import { foreignInterfaces } from './foreign-interfaces.ts';
import { checkedPort, checkNetwork } from './plan-check.ts';
import { createPortRegister } from './port-register.ts';
import { watchRules } from './rule-watch.ts';

export interface BridgeNetworkOptions {
  readonly log: Log;
  /** Networks in CIDR notation that guests do not reach through this host; none unless given. */
  readonly refused?: () => Promise<readonly string[]>;
}

/**
 * Networks as Linux bridges with rules of nftables and a dnsmasq each. The kernel owns bridges and rules, dnsmasq the
 * leases, files below `networks` what was asked for last. All of it goes on without the agent; whatever we were doing
 * when we died is done again by the next call. No port is noted before the rules that pin it to its addresses are in
 * the kernel, and no network before those that guard the host.
 */
export function createBridgeNetwork(settings: HostSettings, options: BridgeNetworkOptions): NetworkDriver {
  const { log } = options;
  const prefix = settings.namePrefix;
  const register = createPortRegister(settings.dataDirectory);
  const rules = createPacketRules({ namePrefix: prefix, refused: options.refused ?? (async () => []), log });
  const filesOf = (networkId: number) => networkFiles(settings.dataDirectory, networkId);
  /** Names of networks that could not be built when that was tried last. */
  const unbuilt = new Map<number, string>();
  /** The rules and the files of a network are shared by all calls: one change at a time. */
  let last: Promise<unknown> = Promise.resolve();
  let gathering: ReturnType<NetworkDriver['listPorts']> | undefined;

  const inTurn = <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof SkerryError) throw error;
        const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
        throw networkFailed(`${what} failed: ${reason}.`, error);
      }
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  const pinOf = ({ instanceId, index, mac, address }: PortPlan): PortPin => ({
    interfaceName: interfaceName(prefix, instanceId, index),
    mac,
    address,
  });
  const keepRules = async (networks: readonly HostNetwork[]) =>
    rules.keep(networks, (await register.allPorts()).map(pinOf));
  const built = async (networkId: number) => (await linkNames()).includes(bridgeName(prefix, networkId));
  const refreshDnsmasq = async (network: HostNetwork) => {
    const { networkId } = network;
    await ensureDnsmasq(network, bridgeName(prefix, networkId), filesOf(networkId), await register.ports(networkId));
  };
  const refreshIfBuilt = async (networkId: number) => {
    const network = await register.network(networkId);
    if (network && (await built(networkId))) await refreshDnsmasq(network);
  };
  /** The short way where the rules are as we left them, the long one where somebody took them away. */
  const pin = async (before: readonly PortPlan[], port: PortPlan) => {
    const exchange = () => rules.exchange(before.map(pinOf), [pinOf(port)]);
    if (await exchange()) return;
    await keepRules(await register.networks());
    if (!(await exchange()))
      throw networkFailed(`Nothing pins instance ${port.instanceId} to its addresses.`, undefined);
  };

  return {
    name: 'bridge',
    attachmentOf: ({ instanceId, index, networkId }) => ({
      type: 'bridge',
      bridge: bridgeName(prefix, networkId),
      hostInterface: interfaceName(prefix, instanceId, index),
    }),

    ensureNetwork: (network) =>
      inTurn(`Building network "${network.name}"`, async () => {
        checkNetwork(network);
        unbuilt.set(network.networkId, network.name);
        await ensureBridge(network, bridgeName(prefix, network.networkId));
        const others = (await register.networks()).filter(({ networkId }) => networkId !== network.networkId);
        await keepRules([...others, network]);
        await register.keepNetwork(network);
        await forwardIpv4();
        await refreshDnsmasq(network);
        unbuilt.delete(network.networkId);
      }),

    removeNetwork: (networkId) =>
      inTurn(`Removing network ${networkId}`, async () => {
        await stopDnsmasq(filesOf(networkId));
        await deleteLink(bridgeName(prefix, networkId));
        await register.forgetNetwork(networkId);
        unbuilt.delete(networkId);
        const others = await register.networks();
        if (others.length > 0) await keepRules(others);
        else await rules.remove();
      }),

    async listNetworks() {
      const bridges = (await linkNames()).map((name) => networkOfBridge(prefix, name));
      const ids = new Set([...bridges.filter((id) => id !== undefined), ...(await register.networkIds())]);
      return [...ids].sort((a, b) => a - b);
    },

    ensurePort: (plan) =>
      inTurn(`Connecting instance ${plan.instanceId}`, async () => {
        const port = checkedPort(plan);
        const network = await register.network(port.networkId);
        if (!network || !(await built(port.networkId))) {
          const name = unbuilt.get(port.networkId);
          throw name === undefined ? networkMissing(port.networkId) : networkUnbuilt(name);
        }
        const before = await register.portsAt(port.instanceId, port.index);
        // Also when nothing changed: whoever connects a guest rests on it. Rules that were taken away are all put back.
        await pin(before, port);
        const moved = before.filter(({ networkId }) => networkId !== port.networkId);
        for (const old of moved) await register.forgetPort(old);
        await register.keepPort(port);
        for (const { networkId } of moved) await refreshIfBuilt(networkId);
        await refreshDnsmasq(network);
      }),

    async hasPort(plan) {
      const { instanceId, index } = plan;
      const noted = await register.portsAt(instanceId, index);
      return noted.length === 1 && isDeepStrictEqual(noted[0], checkedPort(plan));
    },

    removePorts: (instanceId) =>
      inTurn(`Disconnecting instance ${instanceId}`, async () => {
        const ports = (await register.allPorts()).filter((port) => port.instanceId === instanceId);
        // Interfaces first: while the ports are noted, a removal that was cut off is asked for again.
        for (const name of await linkNames()) {
          if (instanceOfInterface(prefix, name) === instanceId) await deleteLink(name);
        }
        for (const port of ports) await register.forgetPort(port);
        // What cannot be taken out of rules that are not there is not in them.
        await rules.exchange(ports.map(pinOf), []);
        for (const networkId of new Set(ports.map((port) => port.networkId))) await refreshIfBuilt(networkId);
      }),

    listPorts() {
      // Every guest's actor asks, often at the same time: one reading for all, begun after the last of them asked.
      gathering ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
        gathering = undefined;
        return readPorts();
      });
      return gathering;
    },

    filters: { pins: rules.pins },

    survey: {
      taken: () => takenByHost((link) => networkOfBridge(prefix, link) !== undefined || link === 'lo'),
      async problems() {
        return [...rules.problems(), ...(await foreignInterfaces(prefix, await register.networks()))];
      },
    },

    watch: {
      onDisturbed(listener) {
        const watch = watchRules({ namePrefix: prefix, log, onDisturbed: listener });
        return () => watch.stop();
      },
    },
  };

  async function readPorts() {
    const ports = new Map<string, { instanceId: number; index: number }>();
    for (const { instanceId, index } of await register.allPorts()) {
      ports.set(`${instanceId}/${index}`, { instanceId, index });
    }
    return [...ports.values()];
  }
}
