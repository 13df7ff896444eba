import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedPort, checkNetwork } from './plan-check.ts';

const port = {
  instanceId: 1,
  index: 0,
  networkId: 1,
  mac: '02:5C:0a:3c:00:0a',
  address: '10.60.0.10',
  hostname: 'db-2',
  domain: 'user-7.internal',
};
const network = { networkId: 1, name: 'any "name"', cidr: '10.60.0.0/24', gateway: '10.60.0.1', nat: true };

test('a plan is taken as it is, with its MAC as the kernel prints it', () => {
  expect(checkedPort(port)).toEqual({ ...port, mac: '02:5c:0a:3c:00:0a' });
  const { hostname: _, domain: __, ...nameless } = port;
  expect(checkedPort(nameless).hostname).toBeUndefined();
  expect(() => checkNetwork(network)).not.toThrow();
});

test('whatever is taken holds no character that ends a value in a file of dnsmasq or in a rule of nftables', () => {
  const odd = fc.string({
    unit: fc.constantFrom('a', '1', '.', ':', '-', '\n', '\r', ',', ' ', '"', '}', ';', '#', '\0'),
  });
  const key = fc.constantFrom('mac', 'address', 'hostname', 'domain');
  fc.assert(
    fc.property(key, odd, (name, value) => {
      const taken = attempt(() => checkedPort({ ...port, [name]: value }));
      if (taken) expect(taken[name]).toMatch(/^[a-z0-9.:-]+$/);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('cidr', 'gateway'), odd, (name, value) => {
      const given = { ...network, [name]: value };
      if (attempt(() => checkNetwork(given) ?? true)) expect(given[name]).toMatch(/^[0-9./]+$/);
    }),
  );
  for (const end of ['\n', ' ', ',', '"']) {
    for (const name of ['mac', 'address', 'hostname', 'domain'] as const) {
      expect(attempt(() => checkedPort({ ...port, [name]: `${port[name]}${end}` }))).toBeUndefined();
    }
  }
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
