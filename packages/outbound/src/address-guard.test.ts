import { describe, expect, it, test } from 'vitest';
import { AddressGuard } from './address-guard.ts';

const guard = new AddressGuard({ own: () => ['198.41.0.4', '2001:503:ba3e::2:30'] });

describe('refused unless an administrator allows it', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
  ])('%s', (address) => {
    expect(guard.refusal(address)).toMatch(/^is /);
    expect(new AddressGuard({ allowed: ['0.0.0.0/0', '::/0'] }).refusal(address)).toBeUndefined();
  });
});

test.each(['1.1.1.1', '9.9.9.9', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
  '%s is of the public Internet',
  (address) => {
    expect(guard.refusal(address)).toBeUndefined();
  },
);

test('our own public addresses are not the Internet', () => {
  expect(guard.refusal('198.41.0.4')).toBe('is of this machine');
  expect(guard.refusal('2001:503:ba3e:0::2:30')).toBe('is of this machine');
  expect(
    new AddressGuard({ allowed: ['198.41.0.4'], own: () => ['198.41.0.4'] }).refusal('198.41.0.4'),
  ).toBeUndefined();
});

test('a range that is allowed is that range and no other', () => {
  const some = new AddressGuard({ allowed: ['10.1.0.0/16', 'fd00:1::/32'] });
  expect(some.refusal('10.1.255.255')).toBeUndefined();
  expect(some.refusal('::ffff:10.1.0.1')).toBeUndefined();
  expect(some.refusal('10.2.0.0')).toBe('is of a private network');
  expect(some.refusal('fd00:1::9')).toBeUndefined();
  expect(some.refusal('fd00:2::9')).toBe('is of a private network');
});

test.each(['localhost', '10.0.0.0/33', '10.0.0/8/8', ''])('"%s" is refused as a range', (text) => {
  expect(() => new AddressGuard({ allowed: [text] })).toThrow('neither an address nor a CIDR');
});

test.each(['localhost', '', '1.1.1.1.1', '999.1.1.1'])('"%s" is no address', (text) => {
  expect(guard.refusal(text)).toBe('is no address');
});
