import ipaddr from 'ipaddr.js';
import type { AddressRange, Network } from './network.ts';
import { overlaps, parseSubnet, toAddress, toNumber } from './subnet.ts';

/** Addresses that mean the same everywhere (RFC 6890): on a network they would not be that network's. */
const special: readonly (readonly [cidr: string, meaning: string])[] = [
  ['0.0.0.0/8', 'means "this network"'],
  ['127.0.0.0/8', 'is every machine itself'],
  ['169.254.0.0/16', 'is for addresses that machines give themselves, and for the credentials of clouds'],
  ['224.0.0.0/4', 'is for groups (multicast)'],
  ['240.0.0.0/4', 'is reserved; most machines refuse it'],
];
const meaningOf = (cidr: string) => special.find(([each]) => overlaps(cidr, each));

/** A sentence for each thing wrong with a network's addresses; empty when it is sound. */
export function networkProblems(
  net: Pick<Network, 'cidr' | 'gateway' | 'ranges'> & Partial<Pick<Network, 'nameservers'>>,
): { readonly field: string; readonly message: string }[] {
  if (!ipaddr.IPv4.isValidCIDR(net.cidr)) {
    return [{ field: 'cidr', message: `"${net.cidr}" is not an IPv4 network such as 10.60.0.0/24.` }];
  }
  const subnet = parseSubnet(net.cidr);
  const inside = (a: string) =>
    ipaddr.IPv4.isValidFourPartDecimal(a) && toNumber(a) > subnet.network && toNumber(a) < subnet.broadcast;
  const problems: { field: string; message: string }[] = [];
  const meant = meaningOf(net.cidr);
  if (meant) {
    const message = `${net.cidr} cannot be used: ${meant[0]} ${meant[1]}. Take a private one, such as 10.60.0.0/24.`;
    problems.push({ field: 'cidr', message });
  }
  if (subnet.prefixLength > 30) problems.push({ field: 'cidr', message: 'A network needs room: use /30 or larger.' });
  if (!inside(net.gateway)) {
    problems.push({ field: 'gateway', message: `The gateway "${net.gateway}" is not a host address of ${net.cidr}.` });
  }
  net.ranges.forEach((range, i) => {
    if (!inside(range.first) || !inside(range.last)) {
      problems.push({ field: `ranges.${i}`, message: `${range.first} to ${range.last} is not inside ${net.cidr}.` });
    } else if (toNumber(range.first) > toNumber(range.last)) {
      problems.push({
        field: `ranges.${i}`,
        message: `The range ends (${range.last}) before it begins (${range.first}).`,
      });
    } else if (net.ranges.slice(0, i).some((o) => inside(o.first) && inside(o.last) && overlap(range, o))) {
      problems.push({ field: `ranges.${i}`, message: `${range.first} to ${range.last} overlaps an earlier range.` });
    }
  });
  net.nameservers?.forEach((server, i) => {
    const message = nameserverProblem(server, net.cidr);
    if (message !== undefined) problems.push({ field: `nameservers.${i}`, message });
  });
  if (problems.length === 0 && addressCount({ nameservers: [], ...net }) === 0) {
    const message = 'No address is left for instances: the ranges hold only the gateway and name servers.';
    problems.push({ field: 'ranges.0', message });
  }
  return problems;
}

function nameserverProblem(server: string, cidr: string): string | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(server)) return `"${server}" is not an IPv4 address.`;
  const meant = meaningOf(`${server}/32`);
  if (meant) return `Guests cannot ask ${server}: ${meant[0]} ${meant[1]}.`;
  const { network, broadcast } = parseSubnet(cidr);
  const isEdge = [network, broadcast].includes(toNumber(server));
  return isEdge ? `${server} is the first or last address of ${cidr}, which no machine has.` : undefined;
}

const overlap = (a: AddressRange, b: AddressRange) =>
  toNumber(a.first) <= toNumber(b.last) && toNumber(b.first) <= toNumber(a.last);

/**
 * The first address that is neither the gateway, nor a name server (which may stand in the network), nor taken;
 * undefined when the ranges are used up.
 */
export function firstFree(
  net: Pick<Network, 'gateway' | 'ranges'> & Partial<Pick<Network, 'nameservers'>>,
  taken: Pick<ReadonlySet<string>, 'has'>,
): string | undefined {
  for (const range of net.ranges) {
    const last = toNumber(range.last);
    for (let n = toNumber(range.first); n <= last; n++) {
      const address = toAddress(n);
      if (address !== net.gateway && !net.nameservers?.includes(address) && !taken.has(address)) return address;
    }
  }
  return undefined;
}

/** How many addresses `firstFree` could give out while none is taken. */
export function addressCount(net: Pick<Network, 'gateway' | 'ranges' | 'nameservers'>): number {
  const kept = new Set([net.gateway, ...net.nameservers]);
  return net.ranges.reduce((sum, range) => {
    const [first, last] = [toNumber(range.first), toNumber(range.last)];
    const inside = [...kept].filter((address) => first <= toNumber(address) && toNumber(address) <= last).length;
    return sum + last - first + 1 - inside;
  }, 0);
}

/**
 * All of the subnet but its first ten and its last address: the first ten stay free for gateways and servers. In a
 * subnet too small for that (/28 and below) only the first two stay free.
 */
export function defaultRange(cidr: string): AddressRange {
  const { prefixLength, network, broadcast } = parseSubnet(cidr);
  const first = Math.min(network + (prefixLength >= 28 ? 2 : 10), broadcast - 1);
  return { first: toAddress(first), last: toAddress(broadcast - 1) };
}

/** A locally administered MAC that says the address it belongs to: 02:5c and the four bytes. */
export const macOf = (address: string): string =>
  [
    '02',
    '5c',
    ...ipaddr.IPv4.parse(address)
      .toByteArray()
      .map((b) => b.toString(16).padStart(2, '0')),
  ].join(':');
