import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { baseAndMask, holdsSubnet, networkOf, overlaps, parseSubnet, toAddress, toNumber } from './subnet.ts';

const cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`);

it('addresses and numbers are two ways to say one thing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (n) => {
      expect(toNumber(toAddress(n))).toBe(n);
    }),
  );
  expect(toAddress(toNumber('255.255.255.255'))).toBe('255.255.255.255');
});

it('a subnet knows its ends, also when it is written with one of its hosts', () => {
  expect(parseSubnet('10.60.1.77/24')).toEqual({
    prefixLength: 24,
    network: toNumber('10.60.1.0'),
    broadcast: toNumber('10.60.1.255'),
  });
  expect(parseSubnet('0.0.0.0/0')).toMatchObject({ network: 0, broadcast: 2 ** 32 - 1 });
});

it('overlapping is symmetric, and every subnet overlaps with itself', () => {
  fc.assert(
    fc.property(cidr, cidr, (a, b) => {
      expect(overlaps(a, b)).toBe(overlaps(b, a));
      expect(overlaps(a, a)).toBe(true);
    }),
  );
});

it('of two subnets that overlap one holds the other, and only then', () => {
  fc.assert(
    fc.property(cidr, cidr, (a, b) => {
      expect(holdsSubnet(a, b) || holdsSubnet(b, a)).toBe(overlaps(a, b));
    }),
  );
  expect([holdsSubnet('10.0.0.0/8', '10.60.1.0/24'), holdsSubnet('10.60.1.0/24', '10.0.0.0/8')]).toEqual([true, false]);
});

it('the network of a CIDR has no bits of a host, and is the same subnet', () => {
  expect(networkOf('172.20.5.9/22')).toBe('172.20.4.0/22');
  fc.assert(
    fc.property(cidr, (each) => {
      expect(parseSubnet(networkOf(each))).toEqual(parseSubnet(each));
    }),
  );
});

it('base and mask are those of the whole subnet', () => {
  expect(baseAndMask('172.20.5.9/22')).toEqual({ base: '172.20.4.0', mask: '255.255.252.0' });
  expect(baseAndMask('0.0.0.0/0')).toEqual({ base: '0.0.0.0', mask: '0.0.0.0' });
  expect(baseAndMask('192.0.2.7/32').mask).toBe('255.255.255.255');
});
