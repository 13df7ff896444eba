import { networkConformance } from '@skerry/driver-contract/conformance/network';
import { expect, test } from 'vitest';
import { createFakeNetwork, createFakeNetworks } from './fake-network.ts';
import { passesAs } from './pinned.ts';

const network = (networkId: number) => ({
  networkId,
  name: `net-${networkId}`,
  cidr: `10.9${networkId}.0.0/24`,
  gateway: `10.9${networkId}.0.1`,
  nat: true,
});

networkConformance('the fake network driver', async () => {
  const host = createFakeNetworks();
  host.taken.add(network(3).cidr);
  return {
    driver: createFakeNetwork({ networks: host }),
    reopen: async () => createFakeNetwork({ networks: host }),
    network,
    overlapping: () => network(3),
    obtain: async (port) =>
      host.silent.has(port.networkId)
        ? undefined
        : [...host.ports.values()].find((each) => each.networkId === port.networkId && each.mac === port.mac)?.address,
    resolve: async ({ networkId }, name) =>
      [...host.ports.values()].find(
        (each) => each.networkId === networkId && each.domain && `${each.hostname}.${each.domain}` === name,
      )?.address,
    filters: {
      passing: async (from, _to, frames) =>
        frames.map(
          (frame) =>
            !host.guarded ||
            passesAs(host.pins.get(createFakeNetwork().attachmentOf(from).hostInterface), {
              sourceMac: from.mac,
              ...(frame.kind === 'udp' ? { sourceAddress: from.address } : {}),
              ...(frame.kind === 'arp' ? { senderMac: from.mac, senderAddress: from.address } : {}),
              ...frame,
            }),
        ),
      flush: async () => {
        host.pins.clear();
        host.guarded = false;
      },
    },
    crashService: async (networkId) => void host.silent.add(networkId),
    leftovers: async () => [...host.networks.keys(), ...host.ports.keys(), ...host.pins.keys()].map(String),
    dispose: async () => {},
  };
});

test('a failure that was ordered leaves no network behind', async () => {
  const driver = createFakeNetwork();
  driver.faults.failNext('ensureNetwork', 'network-failed');
  await expect(driver.ensureNetwork(network(1))).rejects.toMatchObject({ failure: { code: 'network-failed' } });
  expect(await driver.listNetworks()).toEqual([]);
});
