import { createFakeNetwork } from '@skerry/driver-network-fake';
import { silentLog } from '@skerry/kit';
import { expect, test } from 'vitest';
import { reconcileNetworks } from './reconcile-networks.ts';

const network = (networkId: number) => ({
  networkId,
  name: `n${networkId}`,
  cidr: `10.6${networkId}.0.0/24`,
  gateway: `10.6${networkId}.0.1`,
  nat: true,
});

test('a network that cannot be built is told by its number, with what to do, and the others are built', async () => {
  const driver = createFakeNetwork();
  driver.host.taken.add(network(1).cidr);
  const { problems, unbuilt } = await reconcileNetworks(driver, [network(1), network(2)], silentLog);
  expect(await driver.listNetworks()).toEqual([2]);
  expect(unbuilt).toEqual([
    { networkId: 1, message: expect.stringContaining(network(1).cidr), hint: expect.any(String) },
  ]);
  expect(problems).toEqual([`Network "n1" cannot be built: ${unbuilt[0]?.message}`]);
});
