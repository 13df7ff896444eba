import { expect, test } from 'vitest';
import { ruleset } from './ruleset.ts';

const networks = [
  { networkId: 7, name: 'routed', cidr: '10.60.7.0/24', gateway: '10.60.7.1', nat: false },
  { networkId: 1, name: 'default', cidr: '10.60.0.0/24', gateway: '10.60.0.1', nat: true },
  { networkId: 12, name: 'lab', cidr: '172.20.4.0/22', gateway: '172.20.4.1', nat: true },
];

test('the rule set of three networks is as reviewed', async () => {
  await expect(ruleset(networks, { namePrefix: 'sk', masquerade: true })).toMatchFileSnapshot('golden/ruleset.nft');
});

test('without masquerading there is no translation, and the rest is the same', () => {
  const text = ruleset(networks, { namePrefix: 'sk', masquerade: false });
  expect(text).not.toContain('masquerade');
  expect(text).not.toContain('nat hook');
  expect(text).toContain('oifname "skbr1" iifname != "skbr1" drop');
});
