import type { HostNetwork, PortPlan } from '@skerry/driver-contract';
import { isIPv4 } from 'node:net';
import { networkFailed } from './failures.ts';

/**
 * What comes from the cluster goes into files of dnsmasq and rules of nftables, which know nothing of quoting. So each
 * value has its form, which holds no space, line end, quote or brace; what has another is refused before it is noted.
 */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const forms = {
  mac: /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/,
  hostname: new RegExp(`^${label}$`),
  domain: new RegExp(`^${label}(?:\\.${label})*$`),
  cidr: /^[0-9.]{7,15}\/(?:[0-9]|[12][0-9]|3[0-2])$/,
} as const;

export function checkNetwork(network: HostNetwork): void {
  check('network', number(network.networkId) && typeof network.nat === 'boolean');
  check('CIDR', forms.cidr.test(network.cidr) && isIPv4(network.cidr.split('/')[0] ?? ''));
  check('gateway', isIPv4(network.gateway));
  check(
    'name servers',
    (network.nameservers ?? []).every((each) => isIPv4(each)),
  );
}

/** The plan with its MAC as nftables prints it. */
export function checkedPort(port: PortPlan): PortPlan {
  const mac = port.mac.toLowerCase();
  check('numbers', number(port.instanceId) && number(port.index) && number(port.networkId));
  // The lowest bit of the first byte says "a group": nobody sends as one.
  check('MAC', forms.mac.test(mac) && Number.parseInt(mac.slice(0, 2), 16) % 2 === 0);
  check('address', isIPv4(port.address));
  check('host name', port.hostname === undefined || forms.hostname.test(port.hostname));
  check('domain', port.domain === undefined || forms.domain.test(port.domain));
  return { ...port, mac };
}

const number = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function check(what: string, good: boolean): void {
  if (!good) throw networkFailed(`The ${what} that the cluster told for this is not one.`, undefined);
}
