import { expect, test } from 'vitest';
import { dnsmasqConf, networkFiles } from './dnsmasq-files.ts';

const network = { networkId: 1, name: 'lan', cidr: '10.60.0.0/24', gateway: '10.60.0.1', nat: true };
const servers = (nameservers?: string[]) =>
  dnsmasqConf({ ...network, ...(nameservers ? { nameservers } : {}) }, 'skbr1', networkFiles('/data', 1))
    .split('\n')
    .filter((line) => line.includes('dns-server'));

test('DHCP tells guests the name servers of their network, and the gateway where there are none', () => {
  expect(servers(['9.9.9.9', '10.60.0.1'])).toEqual(['dhcp-option=option:dns-server,9.9.9.9,10.60.0.1']);
  expect(servers()).toEqual(['dhcp-option=option:dns-server,10.60.0.1']);
  expect(servers([])).toEqual(['dhcp-option=option:dns-server,10.60.0.1']);
});
