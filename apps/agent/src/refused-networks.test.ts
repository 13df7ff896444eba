import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { managementNetworks, refusedNetworks } from './refused-networks.ts';
import { readSettings } from './settings.ts';

const own = [
  { family: 'IPv4', internal: true, cidr: '127.0.0.1/8' },
  { family: 'IPv4', internal: false, cidr: '10.20.3.7/24' },
  { family: 'IPv4', internal: false, cidr: '203.0.113.7/24' },
  { family: 'IPv6', internal: false, cidr: 'fd00::7/64' },
];
const settings = (...more: string[]) => readSettings(['--data', '/x', ...more], {}, () => '');

test('the private network in which a parent is, is refused; of one further away its address', () => {
  expect(managementNetworks(['10.20.3.1'], own)).toEqual(['10.20.3.0/24']);
  expect(managementNetworks(['192.168.9.1', '100.64.1.1'], own)).toEqual(['192.168.9.1/32', '100.64.1.1/32']);
});

test('what everybody reaches, and what only the host itself reaches, is not refused by address', () => {
  expect(managementNetworks(['203.0.113.1', '127.0.0.1', 'fd00::1'], own)).toEqual([]);
});

test('by default link-local addresses and the networks of our links; what is given stands instead', async () => {
  expect(settings().guestDenyNetworks).toEqual(['169.254.0.0/16', 'management']);
  const given = settings('--guest-deny-network', '192.168.7.9/24', '--guest-deny-network', '10.0.0.0/8');
  expect(await refusedNetworks(given.guestDenyNetworks, [])).toEqual(['192.168.7.0/24', '10.0.0.0/8']);
});

test('a host that has not joined has no links yet', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-refused-'));
  try {
    expect(await refusedNetworks(settings().guestDenyNetworks, [directory])).toEqual(['169.254.0.0/16']);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test.each(['all', '10.0.0.0', '10.0.0.0/33', '10.0.0.999/8', 'fd00::/8', '10.0.0.0/8; accept', ''])(
  'as a network "%s" is refused',
  (network) => {
    expect(() => settings('--guest-deny-network', network)).toThrow('--guest-deny-network takes IPv4 networks');
  },
);
