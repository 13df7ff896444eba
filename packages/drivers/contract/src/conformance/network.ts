import type { HostNetwork } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NetworkDriver, NetworkErrorCode, PortPlan } from '../network.ts';

/** What the suite needs to judge any network driver. One harness serves the whole suite. */
export interface NetworkHarness {
  readonly driver: NetworkDriver;
  /** Another driver over the same system, as after a restart of the agent. */
  reopen(): Promise<NetworkDriver>;
  /** Two networks, numbers 1 and 2, that nobody on this host uses. */
  network(networkId: 1 | 2): HostNetwork;
  /** A network, number 3, whose addresses this host already uses; left out where there are none. */
  overlapping?(): HostNetwork;
  /** The address that a guest with this port is given when it asks for one; undefined: nobody answers. */
  obtain(port: PortPlan): Promise<string | undefined>;
  /** The address that the name server of the network has for the name. */
  resolve(network: HostNetwork, hostname: string): Promise<string | undefined>;
  /** Kills whatever serves addresses, as the kernel would (SIGKILL). */
  crashService(networkId: number): Promise<void>;
  /** Everything on the system that still speaks of the driver's networks and ports; empty when it is clean. */
  leftovers(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** Rules that every network driver keeps. */
export function networkConformance(name: string, makeHarness: () => Promise<NetworkHarness>): void {
  describe(`${name} keeps the rules of a network driver`, () => {
    let harness: NetworkHarness;
    let driver: NetworkDriver;
    const slow = { timeout: 60_000 };
    beforeAll(async () => {
      harness = await makeHarness();
      driver = harness.driver;
    });
    afterAll(async () => {
      await harness?.dispose();
    });
    beforeEach(async () => {
      for (const { instanceId } of await driver.listPorts()) await driver.removePorts(instanceId);
      for (const networkId of await driver.listNetworks()) await driver.removeNetwork(networkId);
    });

    /** Host number `last` of the network, for an instance of that number. */
    const port = (networkId: 1 | 2, last: number, changes: Partial<PortPlan> = {}): PortPlan => ({
      instanceId: last,
      index: 0,
      networkId,
      mac: `02:00:00:00:0${networkId}:${last.toString(16).padStart(2, '0')}`,
      address: harness.network(networkId).gateway.replace(/\d+$/, String(last)),
      hostname: `guest-${last}`,
      ...changes,
    });

    test('names are fixed, differ, and fit into Linux', () => {
      const names = [
        driver.bridgeOf(1),
        driver.bridgeOf(2),
        driver.interfaceOf(1, 0),
        driver.interfaceOf(1, 1),
        driver.interfaceOf(11, 0),
        driver.interfaceOf(4_000_000, 12),
      ];
      expect(new Set(names).size).toBe(names.length);
      for (const each of names) expect(each).toMatch(/^[a-z0-9-]{1,15}$/);
      expect(driver.interfaceOf(1, 0)).toBe(driver.interfaceOf(1, 0));
    });

    test('a network is built, also when it is asked for twice and at the same time', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await Promise.all([
        driver.ensureNetwork(harness.network(1)),
        driver.ensureNetwork(harness.network(2)),
        driver.ensureNetwork(harness.network(1)),
      ]);
      expect(new Set(await driver.listNetworks())).toEqual(new Set([1, 2]));
    });

    test('a guest is given its own address, and others can find it by name', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensurePort(port(1, 20));
      await driver.ensurePort(port(1, 21));
      expect(await harness.obtain(port(1, 20))).toBe(port(1, 20).address);
      expect(await harness.obtain(port(1, 21))).toBe(port(1, 21).address);
      expect(await harness.resolve(harness.network(1), 'guest-21')).toBe(port(1, 21).address);
    });

    test('a stranger is given no address', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensurePort(port(1, 20));
      expect(await harness.obtain(port(1, 99))).toBeUndefined();
    });

    test('an address that was freed goes to the next guest', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensurePort(port(1, 20));
      expect(await harness.obtain(port(1, 20))).toBe(port(1, 20).address);
      await driver.removePorts(20);
      const next = port(1, 20, { instanceId: 77, mac: '02:00:00:00:77:77', hostname: 'next' });
      await driver.ensurePort(next);
      expect(await harness.obtain(next)).toBe(next.address);
      expect(await harness.resolve(harness.network(1), 'guest-20')).toBeUndefined();
    });

    test('a port on a network that is not there is refused by name', slow, async () => {
      await rejectsWith('network-missing', driver.ensurePort(port(2, 20)));
      expect(await driver.listPorts()).toEqual([]);
    });

    test('ports are listed once, move with their plan, and are gone after removal', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensureNetwork(harness.network(2));
      await driver.ensurePort(port(1, 20));
      await driver.ensurePort(port(1, 20));
      await driver.ensurePort(port(2, 20, { index: 1 }));
      expect(await driver.listPorts()).toHaveLength(2);
      await driver.ensurePort(port(2, 21, { instanceId: 20, index: 0 }));
      expect(await driver.listPorts()).toHaveLength(2);
      expect(await harness.resolve(harness.network(1), 'guest-20')).toBeUndefined();
      await driver.removePorts(20);
      await driver.removePorts(20);
      expect(await driver.listPorts()).toEqual([]);
    });

    test('the next driver finds networks and ports as they are', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensurePort(port(1, 20));
      const next = await harness.reopen();
      expect(await next.listNetworks()).toEqual([1]);
      expect(await next.listPorts()).toEqual([{ instanceId: 20, index: 0 }]);
      await next.ensureNetwork(harness.network(1));
      expect(await harness.obtain(port(1, 20))).toBe(port(1, 20).address);
    });

    test('a service that died is brought back with the network', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensurePort(port(1, 20));
      await harness.crashService(1);
      await driver.ensureNetwork(harness.network(1));
      expect(await harness.obtain(port(1, 20))).toBe(port(1, 20).address);
    });

    test('a network that would take addresses of the host is refused, and nothing is built', slow, async (context) => {
      if (!harness.overlapping) return context.skip('this driver knows no host');
      const refusal = await rejectsWith('network-overlap', driver.ensureNetwork(harness.overlapping()));
      expect(refusal.failure.message).toContain(harness.overlapping().cidr);
      expect(refusal.failure.hint).toMatch(/\.$/);
      expect(await driver.listNetworks()).toEqual([]);
    });

    test('removal leaves nothing, and can be asked for again', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      await driver.ensureNetwork(harness.network(2));
      await driver.ensurePort(port(1, 20));
      await driver.removeNetwork(1);
      expect(await driver.listNetworks()).toEqual([2]);
      await driver.ensurePort(port(2, 20));
      expect(await harness.obtain(port(2, 20))).toBe(port(2, 20).address);
      await driver.removePorts(20);
      await driver.removeNetwork(2);
      await driver.removeNetwork(2);
      expect(await driver.listNetworks()).toEqual([]);
      expect(await harness.leftovers()).toEqual([]);
    });
  });
}

async function rejectsWith(code: NetworkErrorCode, attempt: Promise<unknown>): Promise<SkerryError> {
  const outcome = await attempt.then(
    () => new Error('it did not reject'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof SkerryError)) throw outcome;
  expect(outcome.failure).toMatchObject({ code });
  expect(outcome.failure.message).toMatch(/^[A-Z].*\.$/s);
  return outcome;
}
