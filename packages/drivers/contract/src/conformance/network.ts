import { SkerryError } from '@skerry/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NetworkDriver, NetworkErrorCode, PortPlan } from '../network.ts';
import type { NetworkHarness } from './network-harness.ts';
import { portFilterConformance } from './port-filters.ts';

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

    const domain = 'user-7.internal';
    /** Host number `last` of the network, for an instance of that number. */
    const port = (networkId: 1 | 2, last: number, changes: Partial<PortPlan> = {}): PortPlan => ({
      instanceId: last,
      index: 0,
      networkId,
      mac: `02:00:00:00:0${networkId}:${last.toString(16).padStart(2, '0')}`,
      address: harness.network(networkId).gateway.replace(/\d+$/, String(last)),
      hostname: `guest-${last}`,
      domain,
      ...changes,
    });

    test('names are fixed, differ, and fit into Linux', () => {
      const at = (networkId: number, instanceId: number, index: number) =>
        driver.attachmentOf({ networkId, instanceId, index });
      const all = [at(1, 1, 0), at(2, 1, 1), at(1, 11, 0), at(2, 4_000_000, 12)];
      const names = all.flatMap(({ bridge, hostInterface }) => [bridge, hostInterface]);
      expect(new Set(names).size).toBe(all.length + 2);
      for (const each of names) expect(each).toMatch(/^[a-z0-9-]{1,15}$/);
      expect(at(1, 1, 0)).toEqual(at(1, 1, 0));
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
      expect(await harness.resolve(harness.network(1), `guest-21.${domain}`)).toBe(port(1, 21).address);
    });

    test('names are those of a tenant: the same one of another tenant is another, and none is bare', slow, async () => {
      const network = harness.network(1);
      await driver.ensureNetwork(network);
      await driver.ensurePort(port(1, 20, { hostname: 'db' }));
      await driver.ensurePort(port(1, 21, { hostname: 'db', domain: 'user-8.internal' }));
      expect(await harness.resolve(network, 'db.user-7.internal')).toBe(port(1, 20).address);
      expect(await harness.resolve(network, 'db.user-8.internal')).toBe(port(1, 21).address);
      expect(await harness.resolve(network, 'db')).toBeUndefined();
      expect(await harness.resolve(network, 'db.user-9.internal')).toBeUndefined();
    });

    test('a guest with another name is found by that at once, and not by the old one', slow, async () => {
      const network = harness.network(1);
      await driver.ensureNetwork(network);
      await driver.ensurePort(port(1, 20));
      const renamed = port(1, 20, { hostname: 'other' });
      expect(await driver.hasPort(port(1, 20))).toBe(true);
      expect(await driver.hasPort(renamed)).toBe(false);
      await driver.ensurePort(renamed);
      expect(await driver.hasPort(renamed)).toBe(true);
      await expect.poll(() => harness.resolve(network, `other.${domain}`)).toBe(renamed.address);
      expect(await harness.resolve(network, `guest-20.${domain}`)).toBeUndefined();
    });

    test('a port without a name is in no name service', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      const { hostname, domain: _, ...nameless } = port(1, 20);
      await driver.ensurePort(nameless);
      expect(await driver.hasPort(nameless)).toBe(true);
      expect(await harness.obtain(nameless)).toBe(nameless.address);
      expect(await harness.resolve(harness.network(1), `${hostname}.${domain}`)).toBeUndefined();
      expect(await harness.resolve(harness.network(1), String(hostname))).toBeUndefined();
    });

    test('a plan that would write more than itself into a file is refused, and nothing is noted', slow, async () => {
      await driver.ensureNetwork(harness.network(1));
      const bad: Partial<PortPlan>[] = [
        { hostname: 'a\naddress=/#/192.0.2.1' },
        { domain: 'user-7.internal,option:router,192.0.2.1' },
        { mac: '02:00:00:00:00:01\n' },
        { mac: '01:00:5e:00:00:01' },
        { address: '192.0.2.1 . other' },
      ];
      for (const changes of bad) await rejectsWith('network-failed', driver.ensurePort(port(1, 20, changes)));
      expect(await driver.listPorts()).toEqual([]);
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
      expect(await harness.resolve(harness.network(1), `guest-20.${domain}`)).toBeUndefined();
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
      expect(await harness.resolve(harness.network(1), `guest-20.${domain}`)).toBeUndefined();
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
      // Whoever needs it is told that it cannot be built, not that it will be.
      const { networkId, name } = harness.overlapping();
      const missing = await rejectsWith('network-missing', driver.ensurePort(port(1, 20, { networkId })));
      expect(missing.failure.message).toContain(`"${name}" cannot be built`);
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

    portFilterConformance(() => harness, port);
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
