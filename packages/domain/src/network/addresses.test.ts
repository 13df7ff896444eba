import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRange, firstFree, macOf, networkProblems } from './addresses.ts';
import { parseSubnet, toAddress } from './subnet.ts';

const net = (given: Partial<Parameters<typeof networkProblems>[0]> = {}) => ({
  cidr: '10.60.0.0/24',
  gateway: '10.60.0.1',
  ranges: [{ first: '10.60.0.10', last: '10.60.0.20' }],
  ...given,
});

describe('firstFree', () => {
  const bounds = fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  const address = (n: number) => `10.60.0.${n}`;

  it('answers the lowest free address, never a taken one, the gateway, a name server or one out of range', () => {
    fc.assert(
      fc.property(bounds, fc.nat(60), fc.nat(60), fc.uniqueArray(fc.nat(60)), (range, gateway, server, taken) => {
        const network = {
          gateway: address(gateway),
          nameservers: [address(server)],
          ranges: [{ first: address(range.first), last: address(range.last) }],
        };
        const free = Array.from({ length: range.last - range.first + 1 }, (_, i) => range.first + i).filter(
          (n) => n !== gateway && n !== server && !taken.includes(n),
        );
        const answer = firstFree(network, new Set(taken.map(address)));
        expect(answer).toBe(free[0] === undefined ? undefined : address(free[0]));
      }),
    );
  });

  it('goes on in the next range', () => {
    const ranges = [
      { first: '10.60.0.10', last: '10.60.0.10' },
      { first: '10.60.0.30', last: '10.60.0.31' },
    ];
    expect(firstFree({ gateway: '10.60.0.1', ranges }, new Set(['10.60.0.10']))).toBe('10.60.0.30');
  });
});

describe('networkProblems', () => {
  const problems = (given: Partial<Parameters<typeof networkProblems>[0]>) =>
    networkProblems(net(given)).map((p) => `${p.field}: ${p.message}`);

  it('a sound network has none', () => {
    expect(problems({})).toEqual([]);
  });

  it('each is a sentence at the field at fault', async () => {
    const range = (first: string, last: string) => ({ ranges: [{ first, last }] });
    const bad = [
      problems({ cidr: 'ten' }),
      problems({ cidr: 'fd00::/64' }),
      problems({ cidr: '10.60.0.0/31' }),
      problems({ gateway: '10.61.0.1' }),
      problems({ gateway: '10.60.0.255' }),
      problems({ gateway: '010.60.0.1' }),
      problems(range('10.60.0.0', '10.60.0.9')),
      problems(range('10.60.0.20', '10.60.0.10')),
      problems(range('x', '')),
      problems({ ranges: [...net().ranges, { first: '10.60.0.20', last: '10.60.0.30' }] }),
      problems({ ranges: [{ first: 'x', last: 'y' }, ...net().ranges] }),
      ...['127.9.0.0/24', '0.1.0.0/16', '169.254.7.0/24', '224.0.0.0/24', '250.0.0.0/8'].map((cidr) => {
        const { first, last } = defaultRange(cidr);
        return problems({ cidr, gateway: toAddress(parseSubnet(cidr).network + 1), ranges: [{ first, last }] });
      }),
      problems({ nameservers: ['10.60.0.1', '9.9.9.9', '10.60.0.77'] }),
      problems({ nameservers: ['127.0.0.53', '0.0.0.0', '224.0.0.251', '255.255.255.255', '169.254.169.253', 'dns'] }),
      problems({ nameservers: ['10.60.0.0', '10.60.0.255'] }),
      problems({ ...range('10.60.0.1', '10.60.0.2'), nameservers: ['10.60.0.2'] }),
    ];
    await expect(`${bad.map((list) => list.join('\n')).join('\n')}\n`).toMatchFileSnapshot(
      '../../testing/network-problems.golden.txt',
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (cidr, gateway, first, last) => {
        networkProblems({ cidr, gateway, ranges: [{ first, last }] });
        networkProblems(net({ gateway, ranges: [{ first, last }, ...net().ranges] }));
      }),
    );
  });
});

it('the default range of every usable subnet is sound and leaves room for the gateway', () => {
  // Larger ones hold addresses that are no network's.
  for (let prefix = 5; prefix <= 30; prefix++) {
    const cidr = `10.0.0.0/${prefix}`;
    const gateway = toAddress(parseSubnet(cidr).network + 1);
    const ranges = [defaultRange(cidr)];
    expect(networkProblems({ cidr, gateway, ranges })).toEqual([]);
    expect(firstFree({ gateway, ranges }, new Set())).not.toBe(gateway);
  }
  expect(defaultRange('10.60.0.0/24')).toEqual({ first: '10.60.0.10', last: '10.60.0.254' });
  expect(defaultRange('10.60.0.0/29')).toEqual({ first: '10.60.0.2', last: '10.60.0.6' });
});

it('a MAC is locally administered, for one host, and tells its address', () => {
  expect(macOf('10.60.0.10')).toBe('02:5c:0a:3c:00:0a');
});
