import { describe, expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import type { PortPlan } from '../network.ts';
import type { NetworkHarness } from './network-harness.ts';

const broadcast = '255.255.255.255';

/** Rules of the ability `filters`. Called by the suite of network drivers, which cleans up before each test. */
export function portFilterConformance(
  harnessOf: () => NetworkHarness,
  portOf: (networkId: 1 | 2, last: number, changes?: Partial<PortPlan>) => PortPlan,
): void {
  describe('filters', () => {
    const slow = { timeout: 60_000 };
    const [self, neighbour] = [() => portOf(1, 20), () => portOf(1, 21)];
    const driver = () => harnessOf().driver;
    const passing = async (frames: Readonly<Record<string, Frame>>, from = self(), to = neighbour()) => {
      const passed = await harnessOf().filters?.passing(from, to, Object.values(frames));
      return Object.fromEntries(Object.keys(frames).map((name, i) => [name, passed?.[i]]));
    };
    const all = (frames: Readonly<Record<string, Frame>>, verdict: boolean) =>
      Object.fromEntries(Object.keys(frames).map((name) => [name, verdict]));
    const build = async () => {
      await driver().ensureNetwork(harnessOf().network(1));
      await driver().ensurePort(self());
      await driver().ensurePort(neighbour());
    };
    const message = { kind: 'udp', sourcePort: 4000, targetPort: 4000 } as const;

    /** What an honest guest sends. */
    const honest = (): Readonly<Record<string, Frame>> => ({
      'a packet': { ...message, targetAddress: neighbour().address },
      'a packet to all': { ...message, targetAddress: broadcast },
      'a question for a MAC': { kind: 'arp', operation: 'request', targetAddress: neighbour().address },
      'an answer with its own MAC': { kind: 'arp', operation: 'reply', targetAddress: neighbour().address },
      'news of its own address': { kind: 'arp', operation: 'request', targetAddress: self().address },
      'a question whether its address is free': {
        kind: 'arp',
        operation: 'request',
        senderAddress: '0.0.0.0',
        targetAddress: self().address,
      },
      'a request for an address': {
        kind: 'udp',
        sourceAddress: '0.0.0.0',
        targetAddress: broadcast,
        sourcePort: 68,
        targetPort: 67,
        client: self().mac,
      },
      'a request to go on with its address': {
        kind: 'udp',
        targetAddress: harnessOf().network(1).gateway,
        sourcePort: 68,
        targetPort: 67,
        client: self().mac,
      },
    });

    /** What a guest sends that would be somebody else. */
    const spoofed = (): Readonly<Record<string, Frame>> => {
      const { gateway } = harnessOf().network(1);
      const { mac, address } = neighbour();
      const packet = { ...message, targetAddress: address };
      const reply = { kind: 'arp', operation: 'reply', targetAddress: address } as const;
      const request = { kind: 'udp', targetAddress: broadcast, sourcePort: 68, targetPort: 67 } as const;
      return {
        "a packet with the neighbour's MAC": { ...packet, sourceMac: mac },
        'a packet with a MAC of nobody': { ...packet, sourceMac: '02:00:00:00:99:99' },
        "a packet with the neighbour's address": { ...packet, sourceAddress: address },
        "a packet with the gateway's address": { ...packet, sourceAddress: gateway },
        'a packet with an address of elsewhere': { ...packet, sourceAddress: '192.0.2.1' },
        'a packet without an address': { ...packet, sourceAddress: '0.0.0.0' },
        "an answer for the neighbour's address": { ...reply, senderAddress: address },
        "an answer for the gateway's address": { ...reply, senderAddress: gateway },
        "an answer with the neighbour's MAC inside": { ...reply, senderMac: mac },
        "an answer for itself from the neighbour's MAC": { ...reply, sourceMac: mac },
        "news of the gateway's address": {
          kind: 'arp',
          operation: 'request',
          senderAddress: gateway,
          targetAddress: gateway,
        },
        'a question whether the address of another is free': {
          kind: 'arp',
          operation: 'request',
          senderAddress: '0.0.0.0',
          targetAddress: address,
        },
        'an offer of an address': { ...message, targetAddress: broadcast, sourcePort: 67, targetPort: 68 },
        'an offer of an address to a relay': { ...message, targetAddress: address, sourcePort: 67, targetPort: 67 },
        "a request in the neighbour's name, without an address": { ...request, sourceAddress: '0.0.0.0', client: mac },
        "a request in the neighbour's name, from its own address": { ...request, client: mac },
        'anything else without an address': { ...message, sourceAddress: '0.0.0.0', targetAddress: broadcast },
        IPv6: { kind: 'other', etherType: 0x86dd, to: '33:33:00:00:00:01' },
        'a tag of a VLAN': { ...packet, tag: { type: 0x8100, id: 5 } },
        'a tag of no VLAN, for priority only': { ...packet, tag: { type: 0x8100, id: 0 } },
        'a tag of a provider': { ...packet, tag: { type: 0x88a8, id: 5 } },
        'a bridge of a spanning tree': { kind: 'other', etherType: 0x0026, to: '01:80:c2:00:00:00' },
        'a neighbour of switches': { kind: 'other', etherType: 0x88cc },
        PPPoE: { kind: 'other', etherType: 0x8863 },
      };
    };

    test('a guest passes as itself', slow, async (context) => {
      if (!harnessOf().filters) return context.skip('this driver filters nothing');
      await build();
      expect(await passing(honest())).toEqual(all(honest(), true));
    });

    test('a guest does not pass as anybody else', slow, async (context) => {
      if (!harnessOf().filters) return context.skip('this driver filters nothing');
      await build();
      expect(await passing(spoofed())).toEqual(all(spoofed(), false));
    });

    test('an interface that is no port may send nothing', slow, async (context) => {
      if (!harnessOf().filters) return context.skip('this driver filters nothing');
      await driver().ensureNetwork(harnessOf().network(1));
      await driver().ensurePort(neighbour());
      expect(await passing(honest())).toEqual(all(honest(), false));
    });

    test('a port with another plan is pinned to that, and removed it may send nothing', slow, async (context) => {
      if (!harnessOf().filters) return context.skip('this driver filters nothing');
      await build();
      const moved = portOf(1, 30, { instanceId: self().instanceId });
      await driver().ensurePort(moved);
      const packet: Frame = { ...message, targetAddress: neighbour().address };
      const old = { ...packet, sourceMac: self().mac, sourceAddress: self().address };
      expect(await passing({ packet, old }, moved)).toEqual({ packet: true, old: false });
      await driver().removePorts(moved.instanceId);
      expect(await passing({ packet, old }, moved)).toEqual({ packet: false, old: false });
    });

    test('rules that somebody took away are put back with the network, and it is told', slow, async (context) => {
      const { filters } = harnessOf();
      if (!filters) return context.skip('this driver filters nothing');
      await build();
      expect(await driver().survey?.problems()).toEqual([]);
      await filters.flush();
      // It is the rules that hold these frames, not the bridge.
      expect(await passing(spoofed())).toEqual(all(spoofed(), true));
      await driver().ensureNetwork(harnessOf().network(1));
      expect(await driver().survey?.problems()).toEqual([expect.stringContaining('put back')]);
      expect(await passing(spoofed())).toEqual(all(spoofed(), false));
      expect(await passing(honest())).toEqual(all(honest(), true));
      await driver().ensureNetwork(harnessOf().network(1));
      expect(await driver().survey?.problems()).toEqual([]);
    });

    test('rules that somebody took away do not hinder the next guest', slow, async (context) => {
      const { filters } = harnessOf();
      if (!filters) return context.skip('this driver filters nothing');
      await driver().ensureNetwork(harnessOf().network(1));
      await driver().ensurePort(neighbour());
      await filters.flush();
      await driver().ensurePort(self());
      expect(await passing(spoofed())).toEqual(all(spoofed(), false));
      expect(await passing(honest())).toEqual(all(honest(), true));
    });

    test('what holds can be asked, is there for the next driver, and is gone with the ports', slow, async (context) => {
      const { filters } = driver();
      if (!filters) return context.skip('this driver filters nothing');
      await build();
      const pinned = [self(), neighbour()].map(({ instanceId, index, networkId, mac, address }) => ({
        interfaceName: driver().attachmentOf({ instanceId, index, networkId }).hostInterface,
        mac,
        address,
      }));
      const next = await harnessOf().reopen();
      expect(new Set(await next.filters?.pins())).toEqual(new Set(pinned));
      await next.ensureNetwork(harnessOf().network(1));
      expect(new Set(await next.filters?.pins())).toEqual(new Set(pinned));
      await next.removePorts(self().instanceId);
      expect(await filters.pins()).toEqual(pinned.slice(1));
    });
  });
}
