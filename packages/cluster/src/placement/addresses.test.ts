import { type InstanceNic, macOf, type Network } from '@skerry/domain';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keys } from '../keys.ts';
import { chooseNics, heldKeys, TakenAddresses } from './addresses.ts';

const lan = {
  id: 1,
  name: 'lan',
  cidr: '10.9.0.0/28',
  gateway: '10.9.0.1',
  nameservers: ['10.9.0.1'],
  ranges: [{ first: '10.9.0.2', last: '10.9.0.5' }],
} as unknown as Network;
const networkOf = (id: number) => (id === 1 ? lan : undefined);
const choose = (taken: TakenAddresses, ...nics: Omit<InstanceNic, 'networkId'>[]) =>
  chooseNics(
    nics.map((nic) => ({ networkId: 1, ...nic })),
    networkOf,
    taken,
  );

test('what is asked for is given, in the ranges or not; the rest is chosen, and made from it', () => {
  const asked = { address: '10.9.0.12' };
  const mac = '52:54:00:00:00:01';
  const chosen = choose(new TakenAddresses(), { asked }, { asked: { mac } }, {});
  expect(chosen).toEqual({
    ok: true,
    nics: [
      { networkId: 1, asked, address: '10.9.0.12', mac: macOf('10.9.0.12') },
      { networkId: 1, asked: { mac }, address: '10.9.0.2', mac },
      { networkId: 1, address: '10.9.0.3', mac: macOf('10.9.0.3') },
    ],
  });
});

test('what is fixed of one interface is not chosen for another of the same instance, whatever their order', () => {
  const chosen = choose(new TakenAddresses(), {}, { asked: { address: '10.9.0.2' } });
  expect(chosen.ok && chosen.nics.map(({ address }) => address)).toEqual(['10.9.0.3', '10.9.0.2']);
});

test.each([
  [{ address: '10.9.0.2' }, '10.9.0.2 is held by another instance of the network "lan".'],
  [{ mac: '52:54:00:00:00:01' }, '52:54:00:00:00:01 is held by another instance'],
  [{ address: '10.9.0.1' }, 'is the gateway'],
  [{ address: '10.8.0.1' }, 'is no address of the network'],
  [{ mac: '02:5c:0a:09:00:03' }, 'made from addresses'],
])('%o waits, and is told why: %s', (asked, why) => {
  const taken = new TakenAddresses();
  taken.add(keys.address(1, '10.9.0.2'));
  taken.add(keys.mac(1, '52:54:00:00:00:01'));
  const chosen = choose(taken, { asked });
  expect(chosen.ok ? 'given' : chosen.message).toContain(why);
});

test('what somebody waits for is chosen for others last', () => {
  const taken = new TakenAddresses();
  taken.setAsked(7, [{ networkId: 1, asked: { address: '10.9.0.2' } }]);
  const first = () => {
    const chosen = choose(taken, {});
    return chosen.ok ? chosen.nics[0]?.address : chosen.message;
  };
  expect(first()).toBe('10.9.0.3');
  for (const last of [3, 4, 5]) taken.add(keys.address(1, `10.9.0.${last}`));
  expect(first()).toBe('10.9.0.2');
  taken.delete(keys.address(1, '10.9.0.3'));
  taken.setAsked(7, []);
  expect(first()).toBe('10.9.0.2');
});

test('whatever is asked in whatever order, nothing is given twice', () => {
  const address = fc.constantFrom('10.9.0.2', '10.9.0.3', '10.9.0.12', '10.9.0.13');
  const mac = fc.constantFrom('52:54:00:00:00:01', '52:54:00:00:00:02');
  const event = fc.record({ gone: fc.boolean(), id: fc.nat(5), address: fc.option(address), mac: fc.option(mac) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const taken = new TakenAddresses();
      const held = new Map<number, readonly string[]>();
      for (const { gone, id, address: asks, mac: asksMac } of events) {
        for (const key of held.get(id) ?? []) taken.delete(key);
        held.delete(id);
        if (gone) continue;
        const asked = { ...(asks === null ? {} : { address: asks }), ...(asksMac === null ? {} : { mac: asksMac }) };
        const chosen = choose(taken, { asked });
        if (!chosen.ok) continue;
        const its = chosen.nics.flatMap(heldKeys);
        for (const key of its) taken.add(key);
        held.set(id, its);
      }
      const all = [...held.values()].flat();
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});
