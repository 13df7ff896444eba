import { run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NetworkDriver } from '@skerry/driver-contract';
import { createBridgeNetwork } from './bridge-network.ts';

/** Addresses of RFC 2544. The outside is a name space that knows no way back to the guests' addresses. */
const network = { networkId: 1, name: 'inside', cidr: '198.18.80.0/24', gateway: '198.18.80.1', nat: true };
const [guest, neighbour, hostOutside, outside] = ['198.18.80.20', '198.18.80.21', '198.18.81.1', '198.18.81.2'];

const ip = (...args: string[]) => run('ip', args);
const reaches = async (space: string, address: string) =>
  (await run('ip', ['netns', 'exec', space, 'busybox', 'ping', '-c', '1', '-W', '1', address], { okCodes: [0, 1] }))
    .code === 0;

describe('what may be reached from where', () => {
  let dataDirectory: string;
  let driver: NetworkDriver;
  const spaces = ['tnf-guest', 'tnf-neighbour', 'tnf-outside'];

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-net-'));
    driver = createBridgeNetwork({ dataDirectory, namePrefix: 'tnf' }, { log: silentLog });
    await driver.ensureNetwork(network);
    for (const space of spaces) await ip('netns', 'add', space);
    const join_ = async (space: string, name: string, address: string, gateway: string) => {
      await ip('link', 'add', 'name', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
      await ip('-n', space, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      await ip('-n', space, 'link', 'set', 'eth0', 'up');
      await ip('link', 'set', name, 'up');
      if (gateway !== '') await ip('-n', space, 'route', 'add', 'default', 'via', gateway);
    };
    await join_('tnf-guest', 'tnft20-0', guest, network.gateway);
    await join_('tnf-neighbour', 'tnft21-0', neighbour, network.gateway);
    for (const name of ['tnft20-0', 'tnft21-0']) await ip('link', 'set', name, 'master', driver.bridgeOf(1));
    await join_('tnf-outside', 'tnf-out', outside, '');
    await ip('address', 'add', `${hostOutside}/24`, 'dev', 'tnf-out');
  });
  afterAll(async () => {
    for (const space of spaces) await run('ip', ['netns', 'delete', space], { okCodes: [0, 1] });
    for (const link of ['tnft20-0', 'tnft21-0', 'tnf-out'])
      await run('ip', ['link', 'delete', link], { okCodes: [0, 1] });
    await driver?.removeNetwork(1);
    await rm(dataDirectory, { recursive: true, force: true });
  });

  test('a guest reaches its neighbour and the outside, which sees the address of the host', async () => {
    expect(await driver.problems?.()).toEqual([]);
    expect(await reaches('tnf-guest', neighbour)).toBe(true);
    expect(await reaches('tnf-guest', outside)).toBe(true);
  });

  test('the outside does not reach a guest, even when it knows the way', async () => {
    await ip('-n', 'tnf-outside', 'route', 'add', network.cidr, 'via', hostOutside);
    expect(await reaches('tnf-outside', hostOutside)).toBe(true);
    expect(await reaches('tnf-outside', guest)).toBe(false);
  });
});
