/** IPv4 addresses and CIDRs as numbers: the only arithmetic with them. */
import ipaddr from 'ipaddr.js';

export const toNumber = (address: string): number =>
  ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((n, byte) => n * 256 + byte, 0);

export const toAddress = (n: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');

export interface Subnet {
  readonly prefixLength: number;
  readonly network: number;
  readonly broadcast: number;
}

/** Throws when the text is not an IPv4 CIDR. */
export function parseSubnet(cidr: string): Subnet {
  const [address, prefixLength] = ipaddr.IPv4.parseCIDR(cidr);
  const size = 2 ** (32 - prefixLength);
  const network = Math.floor(toNumber(address.toString()) / size) * size;
  return { prefixLength, network, broadcast: network + size - 1 };
}

/** Do two networks have an address in common? */
export function overlaps(a: string, b: string): boolean {
  const [x, y] = [parseSubnet(a), parseSubnet(b)];
  return x.network <= y.broadcast && y.network <= x.broadcast;
}

/** Does the first hold all of the second? */
export function holdsSubnet(outer: string, inner: string): boolean {
  const [x, y] = [parseSubnet(outer), parseSubnet(inner)];
  return x.network <= y.network && y.broadcast <= x.broadcast;
}

/** The CIDR without bits of a host, as rules of firewalls want it. */
export function networkOf(cidr: string): string {
  const { network, prefixLength } = parseSubnet(cidr);
  return `${toAddress(network)}/${prefixLength}`;
}

/** First address and mask, as DHCP wants them. */
export function baseAndMask(cidr: string): { readonly base: string; readonly mask: string } {
  const { network, broadcast } = parseSubnet(cidr);
  return { base: toAddress(network), mask: toAddress(2 ** 32 - (broadcast - network + 1)) };
}
