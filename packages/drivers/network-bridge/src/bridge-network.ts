import type { HostNetwork, HostSettings, NetworkDriver } from '@skerry/driver-contract';
import { CommandError, run } from '@skerry/host-os';
import { type Log, SkerryError } from '@skerry/kit';
import { networkFiles } from './dnsmasq-files.ts';
import { ensureDnsmasq, stopDnsmasq } from './dnsmasq.ts';
import { networkFailed, networkMissing } from './failures.ts';
import { deleteLink, ensureBridge, forwardIpv4, linkNames } from './host-links.ts';
import { bridgeName, instanceOfInterface, interfaceName, networkOfBridge } from './names.ts';
import { createPortRegister } from './port-register.ts';
import { noRuleset, ruleset } from './ruleset.ts';

export interface BridgeNetworkOptions {
  readonly log: Log;
}

/**
 * Networks as Linux bridges with address translation by nftables and a dnsmasq each. The kernel owns bridges and rules,
 * dnsmasq the leases, files below `networks` what was asked for last. All of it goes on without the agent; whatever we
 * were doing when we died is done again by the next call.
 */
export function createBridgeNetwork(settings: HostSettings, options: BridgeNetworkOptions): NetworkDriver {
  const { log } = options;
  const prefix = settings.namePrefix;
  const register = createPortRegister(settings.dataDirectory);
  const filesOf = (networkId: number) => networkFiles(settings.dataDirectory, networkId);
  /** The table and the files of a network are shared by all calls: one change at a time. */
  let last: Promise<unknown> = Promise.resolve();
  let masqueradeProblem: string | undefined;
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
  const applyRules = async (networks: readonly HostNetwork[]) => {
    const apply = (masquerade: boolean) =>
      run('nft', ['-f', '-'], { input: ruleset(networks, { namePrefix: prefix, masquerade }) });
    try {
      await apply(true);
      masqueradeProblem = undefined;
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'command-failed') throw error;
      // If it is not the translation that the kernel refuses, this fails as well, and that is the error to show.
      await apply(false);
      masqueradeProblem =
        'Guests reach this host and each other but not the outside: this kernel cannot translate addresses. Load the kernel module nft_masq, or use a kernel that has it.';
      log.warn({ error: error.message }, masqueradeProblem);
    }
  };
  const built = async (networkId: number) => (await linkNames()).includes(bridgeName(prefix, networkId));
  const refreshDnsmasq = async (network: HostNetwork) => {
    const { networkId } = network;
    await ensureDnsmasq(network, bridgeName(prefix, networkId), filesOf(networkId), await register.ports(networkId));
  };

  return {
    name: 'bridge',
    bridgeOf: (networkId) => bridgeName(prefix, networkId),
    interfaceOf: (instanceId, index) => interfaceName(prefix, instanceId, index),

    ensureNetwork: (network) =>
      inTurn(`Building network "${network.name}"`, async () => {
        await ensureBridge(network, bridgeName(prefix, network.networkId));
        await register.keepNetwork(network);
        await forwardIpv4();
        await applyRules(await register.networks());
        await refreshDnsmasq(network);
      }),

    removeNetwork: (networkId) =>
      inTurn(`Removing network ${networkId}`, async () => {
        await stopDnsmasq(filesOf(networkId));
        await deleteLink(bridgeName(prefix, networkId));
        await register.forgetNetwork(networkId);
        const others = await register.networks();
        if (others.length > 0) await applyRules(others);
        else await run('nft', ['-f', '-'], { input: noRuleset(prefix) });
      }),

    async listNetworks() {
      const bridges = (await linkNames()).map((name) => networkOfBridge(prefix, name));
      const ids = new Set([...bridges.filter((id) => id !== undefined), ...(await register.networkIds())]);
      return [...ids].sort((a, b) => a - b);
    },

    ensurePort: (port) =>
      inTurn(`Connecting instance ${port.instanceId}`, async () => {
        const network = await register.network(port.networkId);
        if (!network || !(await built(port.networkId))) throw networkMissing(port.networkId);
        const moved = (await register.allPorts()).filter(
          (each) =>
            each.instanceId === port.instanceId && each.index === port.index && each.networkId !== port.networkId,
        );
        for (const old of moved) await register.forgetPort(old);
        await register.keepPort(port);
        for (const { networkId } of moved) {
          const left = await register.network(networkId);
          if (left && (await built(networkId))) await refreshDnsmasq(left);
        }
        await refreshDnsmasq(network);
      }),

    removePorts: (instanceId) =>
      inTurn(`Disconnecting instance ${instanceId}`, async () => {
        const ports = (await register.allPorts()).filter((port) => port.instanceId === instanceId);
        // Interfaces first: while the ports are noted, a removal that was cut off is asked for again.
        for (const name of await linkNames()) {
          if (instanceOfInterface(prefix, name) === instanceId) await deleteLink(name);
        }
        for (const port of ports) await register.forgetPort(port);
        for (const networkId of new Set(ports.map((port) => port.networkId))) {
          const network = await register.network(networkId);
          if (network && (await built(networkId))) await refreshDnsmasq(network);
        }
      }),

    listPorts() {
      // Every guest's actor asks, often at the same time: one reading for all, begun after the last of them asked.
      gathering ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
        gathering = undefined;
        return readPorts();
      });
      return gathering;
    },

    async problems() {
      return masqueradeProblem === undefined ? [] : [masqueradeProblem];
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
