import type { HostNetwork } from '@skerry/domain';
import type { NetworkDriver } from '@skerry/driver-contract';
import { silentLog } from '@skerry/kit';
import { expect, test } from 'vitest';
import { HostNetworks } from './host-networks.ts';

function recording(name: string, built: string[]): NetworkDriver {
  return {
    name,
    ensureNetwork: async (network: HostNetwork) => void built.push(`${name} ${network.networkId}`),
    listNetworks: async () => [],
    survey: { taken: async () => [], problems: async () => [`${name} is not well`] },
  } as unknown as NetworkDriver;
}

const network = (networkId: number, driver?: string): HostNetwork => ({
  networkId,
  name: `n${networkId}`,
  ...(driver === undefined ? {} : { driver }),
  cidr: '10.0.0.0/24',
  gateway: '10.0.0.1',
  nat: true,
});

test('each network is built by the driver that it names, one that names none by the default, and an unknown one says so', async () => {
  const built: string[] = [];
  const networks = new HostNetworks({
    drivers: { network: { 'nat-bridge': recording('bridge', built), vxlan: recording('vxlan', built) } },
    wanted: () => [network(1), network(2, 'vxlan'), network(3, 'carrier-pigeon'), network(4, 'constructor')],
    refusedIntents: { unclearNetworks: () => new Set<number>(), problems: () => [] },
    log: silentLog,
  });
  await networks.reconcile();
  expect(built).toEqual(['bridge 1', 'vxlan 2']);
  expect(networks.unbuilt.map(({ networkId, message }) => [networkId, message])).toEqual([
    [3, 'This host has no driver "carrier-pigeon" for networks.'],
    [4, 'This host has no driver "constructor" for networks.'],
  ]);
  expect(networks.unbuilt[0]?.hint).toContain('It has: nat-bridge, vxlan.');
  expect(networks.problems).toEqual([
    'Network "n3" cannot be built: This host has no driver "carrier-pigeon" for networks.',
    'Network "n4" cannot be built: This host has no driver "constructor" for networks.',
    'bridge is not well',
    'vxlan is not well',
  ]);
  expect(networks.isDue).toBe(true);
});
