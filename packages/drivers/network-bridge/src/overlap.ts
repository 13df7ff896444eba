import { overlaps } from './ranges.ts';

/** What `ip -json` prints, as far as it matters here. */
export interface HostAddress {
  readonly ifname: string;
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[];
}
export interface HostRoute {
  readonly dst: string;
  readonly dev?: string;
}

/** What on this host already uses addresses of the network: a phrase to put after "overlaps with". */
export function findOverlap(
  cidr: string,
  ownBridge: string,
  addresses: readonly HostAddress[],
  routes: readonly HostRoute[],
): string | undefined {
  for (const { ifname, addr_info: list } of addresses) {
    if (ifname === ownBridge) continue;
    const clash = list.find((each) => each.family === 'inet' && overlaps(cidr, `${each.local}/${each.prefixlen}`));
    if (clash) return `${clash.local}/${clash.prefixlen}, an address of this host on ${ifname}`;
  }
  for (const { dst, dev } of routes) {
    // The default route is everybody's last resort, not a claim on addresses.
    if (dst === 'default' || dev === ownBridge || !overlaps(cidr, dst)) continue;
    return `${dst}, which this host reaches through ${dev ?? 'a router'}`;
  }
  return undefined;
}
