import { overlaps, type TakenRange } from '@skerry/domain';

/** What `ip -json` prints, as far as it matters here. */
export interface HostAddress {
  readonly ifname: string;
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[];
}
export interface HostRoute {
  readonly dst: string;
  readonly dev?: string;
}

/** What this host uses for itself, as it says of each; nothing of its own bridges. */
export function takenRanges(
  addresses: readonly HostAddress[],
  routes: readonly HostRoute[],
  isOwn: (link: string) => boolean,
): TakenRange[] {
  const taken: TakenRange[] = [];
  for (const { ifname, addr_info: list } of addresses) {
    if (isOwn(ifname)) continue;
    for (const { family, local, prefixlen } of list) {
      if (family !== 'inet') continue;
      taken.push({ cidr: `${local}/${prefixlen}`, by: `${local}/${prefixlen}, an address of this host on ${ifname}` });
    }
  }
  for (const { dst, dev } of routes) {
    // The default route is everybody's last resort, not a claim on addresses.
    if (dst === 'default' || (dev !== undefined && isOwn(dev))) continue;
    const cidr = dst.includes('/') ? dst : `${dst}/32`;
    taken.push({ cidr, by: `${dst}, which this host reaches through ${dev ?? 'a router'}` });
  }
  return taken;
}

/** What on this host already uses addresses of the network: a phrase to put after "overlaps with". */
export const findOverlap = (
  cidr: string,
  ownBridge: string,
  addresses: readonly HostAddress[],
  routes: readonly HostRoute[],
): string | undefined =>
  takenRanges(addresses, routes, (link) => link === ownBridge).find((each) => overlaps(cidr, each.cidr))?.by;
