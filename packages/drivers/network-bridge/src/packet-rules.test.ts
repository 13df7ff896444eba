import { expect, test } from 'vitest';
import { hostTable } from './host-rules.ts';
import { exchangeElements, replaceRules, wholeTable } from './nft-table.ts';
import { portElements, portTable } from './port-rules.ts';

const networks = [
  { networkId: 7, name: 'routed', cidr: '10.60.7.0/24', gateway: '10.60.7.1', nat: false },
  { networkId: 1, name: 'default', cidr: '10.60.0.0/24', gateway: '10.60.0.1', nat: true },
  { networkId: 12, name: 'lab', cidr: '172.20.4.0/22', gateway: '172.20.4.1', nat: true },
];
const refused = ['192.168.7.0/24', '169.254.0.0/16', '192.168.7.9/32', '169.254.0.0/16'];
const host = (given = networks, masquerade = true) => hostTable(given, { namePrefix: 'sk', masquerade, refused });
const pins = [
  { interfaceName: 'skt1-0', mac: '02:5c:0a:3c:00:0a', address: '10.60.0.10' },
  { interfaceName: 'skt1-1', mac: '02:5c:ac:14:04:0a', address: '172.20.4.10' },
];

test('what guests reach, with three networks, is as reviewed', async () => {
  await expect(wholeTable(host())).toMatchFileSnapshot('golden/host.nft');
});

test('what guests may send is as reviewed', async () => {
  await expect(wholeTable(portTable('sk', pins, networks))).toMatchFileSnapshot('golden/ports.nft');
});

test('rules and elements are changed within the tables, which never go', async () => {
  const changes = { strayChains: ['old'], ...elementChanges('add', pins[0]), ...elementChanges('remove', pins[1]) };
  const text = replaceRules(portTable('sk', []), changes);
  await expect(text).toMatchFileSnapshot('golden/replacing.nft');
  expect(text).not.toContain('delete table');
});

test('the rules do not depend on how many ports there are', () => {
  const rulesOf = (count: number) =>
    portTable(
      'sk',
      Array.from({ length: count }, () => pins[0] as (typeof pins)[0]),
    ).chains;
  expect(rulesOf(1000)).toEqual(rulesOf(0));
});

test('a port that changes is one transaction: the old goes, whether or not it is there, and the new comes', () => {
  const [before, after] = [portElements(pins.slice(0, 1)), portElements(pins.slice(1))];
  expect(exchangeElements(portTable('sk', []), before, after)).toMatchInlineSnapshot(`
    "add element bridge skerry_sk addresses { "skt1-0" . 02:5c:0a:3c:00:0a . 10.60.0.10 }
    delete element bridge skerry_sk addresses { "skt1-0" . 02:5c:0a:3c:00:0a . 10.60.0.10 }
    add element bridge skerry_sk clients { "skt1-0" . 02:5c:0a:3c:00:0a . 2594331951114 }
    delete element bridge skerry_sk clients { "skt1-0" . 02:5c:0a:3c:00:0a . 2594331951114 }
    add element bridge skerry_sk addresses { "skt1-1" . 02:5c:ac:14:04:0a . 172.20.4.10 }
    add element bridge skerry_sk clients { "skt1-1" . 02:5c:ac:14:04:0a . 2597047239690 }
    "
  `);
});

test('without masquerading there is no translation, and the rest is the same', () => {
  const { chains } = host(networks, false);
  expect(chains).toEqual(host().chains.filter(({ name }) => name !== 'postrouting'));
  expect(wholeTable(host(networks, false))).not.toContain('masquerade');
});

test('without a network no rule names one, and the table is still a table', () => {
  expect(wholeTable(host([]))).not.toContain('skbr');
});

function elementChanges<K extends 'add' | 'remove'>(key: K, pin: (typeof pins)[0] | undefined) {
  const elements = portElements(pin ? [pin] : []);
  return { [key]: [...elements].map(([set, each]) => ({ set, elements: each })) } as {
    readonly [N in K]: { set: string; elements: readonly (readonly (string | number)[])[] }[];
  };
}
