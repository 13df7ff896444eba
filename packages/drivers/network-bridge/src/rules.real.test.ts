import type { HostNetwork, NetworkDriver, PortPlan } from '@skerry/driver-contract';
import type { Frame } from '@skerry/driver-contract/frame';
import { run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createBridgeNetwork } from './bridge-network.ts';
import { bridgeOf, type GuestSpace, makeGuestSpace, passing } from './testing/guest-space.ts';

/** Addresses of RFC 2544. */
const network = (networkId: number): HostNetwork => ({
  networkId,
  name: `rules-${networkId}`,
  cidr: `198.18.${110 + networkId}.0/24`,
  gateway: `198.18.${110 + networkId}.1`,
  nat: true,
});
const port = (last: number, networkId = 1): PortPlan => ({
  instanceId: last,
  index: 0,
  networkId,
  mac: `02:00:00:00:0${networkId}:${last}`,
  address: `198.18.${110 + networkId}.${last}`,
});

describe('rules in the kernel', () => {
  const directories: string[] = [];
  const guests: GuestSpace[] = [];
  let driver: NetworkDriver;
  let settings: { readonly dataDirectory: string; readonly namePrefix: string };
  const hostSettings = async (namePrefix: string) => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-net-'));
    await chmod(dataDirectory, 0o711);
    directories.push(dataDirectory);
    return { dataDirectory, namePrefix };
  };
  const clear = async (each: NetworkDriver) => {
    for (const { instanceId } of await each.listPorts()) await each.removePorts(instanceId);
    for (const networkId of await each.listNetworks()) await each.removeNetwork(networkId);
  };
  const tables = async () => (await run('nft', ['list', 'tables'])).stdout.split('\n');

  beforeAll(async () => {
    settings = await hostSettings('tnu');
    driver = createBridgeNetwork(settings, { log: silentLog });
    await driver.ensureNetwork(network(1));
    for (const plan of [port(20), port(21)]) {
      await driver.ensurePort(plan);
      guests.push(await makeGuestSpace(driver, plan, 'tnu'));
    }
  });
  afterAll(async () => {
    for (const guest of guests) await guest.remove();
    if (driver) await clear(driver);
    for (const directory of directories) await rm(directory, { recursive: true, force: true });
  });

  test('a new agent writes them anew without a packet lost or let through', async () => {
    const [sender, receiver] = guests as [GuestSpace, GuestSpace];
    const honest: Frame = { kind: 'udp', targetAddress: port(21).address, sourcePort: 4000, targetPort: 4000 };
    const spoofed: Frame = { ...honest, sourceAddress: port(21).address };
    const frames = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? honest : spoofed));
    const sent = new AbortController();
    let rewritten = 0;
    const [passed] = await Promise.all([
      passing(bridgeOf(driver), sender, receiver, frames, 0.5).finally(() => sent.abort()),
      (async () => {
        for (; !sent.signal.aborted; rewritten++)
          await createBridgeNetwork(settings, { log: silentLog }).ensureNetwork(network(1));
      })(),
    ]);
    expect(rewritten).toBeGreaterThan(3);
    const lost = passed.filter((each, i) => i % 2 === 0 && !each).length;
    const through = passed.filter((each, i) => i % 2 === 1 && each).length;
    expect({ lost, through }).toEqual({ lost: 0, through: 0 });
  });

  test('rules that somebody added to our tables go, and rules of others stay', async () => {
    await run('nft', ['add', 'rule', 'bridge', 'skerry_tnu', 'sent', 'accept']);
    await run('nft', ['insert', 'rule', 'bridge', 'skerry_tnu', 'sent', 'accept']);
    await run('nft', ['add', 'chain', 'inet', 'skerry_tnu', 'stray']);
    await run('nft', [
      'add',
      'element',
      'bridge',
      'skerry_tnu',
      'addresses',
      '{ "tnut9-0" . 02:00:00:00:00:09 . 192.0.2.9 }',
    ]);
    await run('nft', ['add', 'table', 'inet', 'tnu_other']);
    try {
      await driver.ensureNetwork(network(1));
      expect(await driver.survey?.problems()).toEqual([expect.stringContaining('put back')]);
      const { stdout } = await run('nft', ['list', 'ruleset']);
      expect(stdout).not.toContain('stray');
      expect(stdout).not.toContain('tnut9-0');
      const chain = (await run('nft', ['list', 'chain', 'bridge', 'skerry_tnu', 'sent'])).stdout;
      expect(chain.split('\n').filter((line) => line.trim() === 'accept')).toEqual([]);
      expect(await tables()).toContain('table inet tnu_other');
      await driver.ensureNetwork(network(1));
      expect(await driver.survey?.problems()).toEqual([]);
    } finally {
      await run('nft', ['delete', 'table', 'inet', 'tnu_other']);
    }
  });

  test('who flushes all rules is heard at once, and the ports are pinned again long before it is time to look', async () => {
    const [sender, receiver] = guests as [GuestSpace, GuestSpace];
    const spoofed: Frame = { kind: 'udp', targetAddress: port(21).address, sourcePort: 4000, targetPort: 4000 };
    const forged = [{ ...spoofed, sourceAddress: port(21).address }];
    let heard = Promise.withResolvers<void>();
    const stop = driver.watch?.onDisturbed(() => heard.resolve());
    try {
      // Until the watch stands, nothing is heard: it is asked by a change of our own.
      await vi.waitFor(
        async () => {
          await driver.ensureNetwork(network(1));
          await run('nft', ['add', 'chain', 'bridge', 'skerry_tnu', 'stray']);
          await run('nft', ['delete', 'chain', 'bridge', 'skerry_tnu', 'stray']);
          await Promise.race([heard.promise, new Promise((_, late) => setTimeout(late, 300, new Error('not yet')))]);
        },
        { timeout: 20_000 },
      );
      heard = Promise.withResolvers();
      const flushed = performance.now();
      await run('nft', ['flush', 'ruleset']);
      await heard.promise;
      expect(await driver.filters?.pins()).toEqual([]);
      await driver.ensureNetwork(network(1));
      expect(performance.now() - flushed).toBeLessThan(10_000);
      expect((await driver.filters?.pins())?.length).toBe(2);
      expect(await passing(bridgeOf(driver), sender, receiver, forged)).toEqual([false]);
    } finally {
      stop?.();
    }
  });

  test('an interface of another name on our bridge reaches no guest, hears none, and is named', async () => {
    const [sender, receiver] = guests as [GuestSpace, GuestSpace];
    // What was mended before is told once.
    await driver.ensureNetwork(network(1));
    const foreign = await makeGuestSpace(
      { ...driver, attachmentOf: (at) => ({ ...driver.attachmentOf(at), hostInterface: 'strange0' }) },
      port(33),
      'tnu',
    );
    try {
      const to = (last: number): Frame => ({
        kind: 'udp',
        targetAddress: port(last).address,
        sourcePort: 4000,
        targetPort: 4000,
      });
      expect(await passing(bridgeOf(driver), foreign, receiver, [to(21)])).toEqual([false]);
      expect(await passing(bridgeOf(driver), sender, foreign, [to(33)])).toEqual([false]);
      expect(await passing(bridgeOf(driver), sender, receiver, [to(21)])).toEqual([true]);
      expect(await driver.survey?.problems()).toEqual([expect.stringContaining('ip link set strange0 nomaster')]);
    } finally {
      await foreign.remove();
    }
    expect(await driver.survey?.problems()).toEqual([]);
  });

  test('two agents on one kernel keep to their own', async () => {
    const second = createBridgeNetwork(await hostSettings('tnv'), { log: silentLog });
    try {
      await second.ensureNetwork(network(2));
      await second.ensurePort(port(20, 2));
      await driver.ensureNetwork(network(1));
      expect(await driver.survey?.problems()).toEqual([]);
      expect((await second.filters?.pins())?.map(({ interfaceName }) => interfaceName)).toEqual(['tnvt20-0']);
      expect((await driver.filters?.pins())?.map(({ interfaceName }) => interfaceName).sort()).toEqual([
        'tnut20-0',
        'tnut21-0',
      ]);
    } finally {
      await clear(second);
    }
    expect((await tables()).filter((line) => line.includes('skerry_tnv'))).toEqual([]);
    expect((await tables()).filter((line) => line.includes('skerry_tnu'))).toHaveLength(2);
    const honest: Frame = { kind: 'udp', targetAddress: port(21).address, sourcePort: 4000, targetPort: 4000 };
    const [sender, receiver] = guests as [GuestSpace, GuestSpace];
    expect(await passing(bridgeOf(driver), sender, receiver, [honest])).toEqual([true]);
  });
});
