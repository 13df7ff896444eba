import type { HostNetwork } from '@skerry/domain';
import type { NetworkDriver } from '@skerry/driver-contract';
import { silentLog, SkerryError } from '@skerry/kit';
import { expect, test } from 'vitest';
import { reconcileNetworks } from './reconcile-networks.ts';

const network = (networkId: number): HostNetwork => ({
  networkId,
  name: `n${networkId}`,
  cidr: `10.6${networkId}.0.0/24`,
  gateway: `10.6${networkId}.0.1`,
  nat: true,
});

test('a network that cannot be built is told by its number, with what to do, and the others are built', async () => {
  const built: number[] = [];
  const why = { message: 'It overlaps with 10.61.0.0/16.', hint: 'Choose another address range.' };
  const driver = {
    async ensureNetwork({ networkId }: HostNetwork) {
      if (networkId === 1) throw new SkerryError({ code: 'network-overlap', kind: 'failed', ...why });
      built.push(networkId);
    },
    listNetworks: async () => built,
  } as unknown as NetworkDriver;
  const { problems, unbuilt } = await reconcileNetworks(driver, [network(1), network(2)], silentLog);
  expect(built).toEqual([2]);
  expect(unbuilt).toEqual([{ networkId: 1, ...why }]);
  expect(problems).toEqual([`Network "n1" cannot be built: ${why.message}`]);
});
