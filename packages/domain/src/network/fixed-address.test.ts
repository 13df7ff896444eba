import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstFree, macOf } from './addresses.ts';
import { fixedAddressProblem, isOutsideRanges, macNote, macProblem, nicsProblems, plainMac } from './fixed-address.ts';
import { toAddress, toNumber } from './subnet.ts';

const network = {
  name: 'lan',
  cidr: '10.60.0.0/24',
  gateway: '10.60.0.1',
  nameservers: ['10.60.0.2', '9.9.9.9'],
  ranges: [{ first: '10.60.0.10', last: '10.60.0.99' }],
};

test.each([
  ['10.61.0.5', 'is no address of the network "lan" (10.60.0.0/24)'],
  ['10.60.0.0', 'is the first of'],
  ['10.60.0.255', 'is the last of'],
  ['10.60.0.1', 'is the gateway'],
  ['10.60.0.2', 'is a name server'],
  ['fd00::5', 'is an IPv6 address; networks have IPv4 addresses'],
  ['10.60.0.5/24', 'is not an IPv4 address'],
  ['10.60.5', 'is not an IPv4 address'],
])('%s cannot be had: it %s', (address, why) => {
  const problem = fixedAddressProblem(address, network);
  expect(problem?.message).toContain(why);
  expect(problem?.hint).toBe(
    'Ask for one from 10.60.0.1 to 10.60.0.254; 10.60.0.10 to 10.60.0.99 are also given out unasked.',
  );
});

test('all others of the subnet can, those outside of the ranges too', () => {
  fc.assert(
    fc.property(fc.integer({ min: toNumber('10.60.0.3'), max: toNumber('10.60.0.254') }), (n) => {
      expect(fixedAddressProblem(toAddress(n), network)).toBeUndefined();
    }),
  );
  expect(isOutsideRanges('10.60.0.200', network)).toBe(true);
  expect(isOutsideRanges('10.60.0.10', network)).toBe(false);
  expect(fixedAddressProblem(firstFree(network, new Set()) ?? '', network)).toBeUndefined();
});

test.each([
  ['01:00:5e:00:00:01', 'multicast'],
  ['33:33:00:00:00:01', 'multicast'],
  ['ff:ff:ff:ff:ff:ff', 'every machine'],
  ['00:00:00:00:00:00', 'stands for no MAC'],
  ['52:54:00:12:34', 'is not a MAC'],
  ['5254.0012.3456', 'is not a MAC'],
  ['02:5c:0a:3c:00:0b', 'made from addresses'],
])('the MAC %s is refused: %s', (mac, why) => {
  expect(macProblem(mac)).toContain(why);
  expect(macNote(mac)).toBeUndefined();
});

test('a MAC is taken in every spelling; one of a maker is taken, and said', () => {
  expect(plainMac('52-54-00-AB-CD-EF')).toBe('52:54:00:ab:cd:ef');
  expect(macProblem('52:54:00:ab:cd:ef')).toBeUndefined();
  expect(macNote('52:54:00:ab:cd:ef')).toBeUndefined();
  expect(macProblem('00:16:3e:00:00:01')).toBeUndefined();
  expect(macNote('00:16:3e:00:00:01')).toContain('not locally administered');
});

test("a MAC that is made from an address is that address's alone, so no fixed one can meet it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (n, m) => {
      expect(macProblem(macOf(toAddress(n)), toAddress(n))).toBeUndefined();
      if (n !== m) expect(macProblem(macOf(toAddress(n)), toAddress(m))).toContain('made from addresses');
    }),
  );
});

test('within one request nothing is asked for twice: an address in one network, a MAC at all', () => {
  const [address, mac] = ['10.60.0.20', '52:54:00:00:00:01'];
  const found = (...nics: Parameters<typeof nicsProblems>[0]) =>
    nicsProblems(nics).map(({ index, field }) => `${index} ${field}`);
  expect(found({ networkId: 1, address }, { networkId: 1, address })).toEqual(['1 address']);
  expect(found({ networkId: 1, address }, { networkId: 2, address })).toEqual([]);
  expect(found({ networkId: 1, mac }, { networkId: 2, mac })).toEqual(['1 mac']);
  expect(found({ networkId: 1 }, { networkId: 1 })).toEqual([]);
  expect(found({ networkId: 1, address: '::1', mac: 'x' })).toEqual(['0 address', '0 mac']);
});
