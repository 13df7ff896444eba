import { describe, expect, test } from 'vitest';
import { findOverlap, takenRanges } from './overlap.ts';

const addresses = [{ ifname: 'eth0', addr_info: [{ family: 'inet', local: '192.0.2.2', prefixlen: 24 }] }];

describe('addresses that the host already uses', () => {
  test('are found among its own addresses and its routes, and named', () => {
    const routes = [
      { dst: 'default', dev: 'eth0' },
      { dst: '10.8.0.0/16', dev: 'tun0' },
    ];
    expect(findOverlap('192.0.2.128/25', 'skbr1', addresses, routes)).toContain('on eth0');
    expect(findOverlap('10.8.3.0/24', 'skbr1', addresses, routes)).toContain('10.8.0.0/16');
    expect(findOverlap('10.9.0.0/24', 'skbr1', addresses, routes)).toBeUndefined();
  });

  test('do not include those of the own bridge', () => {
    const routes = [{ dst: '192.0.2.0/24', dev: 'eth0' }];
    expect(findOverlap('192.0.2.0/24', 'eth0', addresses, routes)).toBeUndefined();
  });

  test('are told one by one, and none of the own bridges', () => {
    const routes = [{ dst: 'default', dev: 'eth0' }, { dst: '10.60.0.0/24', dev: 'skbr1' }, { dst: '10.8.0.1' }];
    expect(takenRanges(addresses, routes, (link) => link.startsWith('skbr')).map(({ cidr }) => cidr)).toEqual([
      '192.0.2.2/24',
      '10.8.0.1/32',
    ]);
  });
});
