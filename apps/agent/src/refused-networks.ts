/**
 * Which networks guests do not reach through this host. The machine below answers at link-local addresses (metadata of
 * clouds, with credentials in it), and the links of Skerry run in networks in which nobody expects a tenant. Read anew
 * each time, for the addresses of a host and the names of its parents may change; what cannot be told is left out.
 */
import { holdsSubnet, networkOf } from '@skerry/domain';
import { parentUrls } from '@skerry/link';
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Stands for the networks of our own links where CIDRs are listed. */
export const managementWord = 'management';

/** RFC 1918 and 6598. A public address is reached from everywhere: refusing it to guests alone would guard nothing. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

export async function refusedNetworks(
  wanted: readonly string[],
  linkDirectories: readonly string[],
): Promise<string[]> {
  const fixed = wanted.filter((each) => each !== managementWord).map(networkOf);
  if (fixed.length === wanted.length) return fixed;
  const parents = await Promise.all(linkDirectories.flatMap(urlsOf).map(addressOf));
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [
    ...fixed,
    ...managementNetworks(
      parents.filter((each) => each !== undefined),
      own,
    ),
  ];
}

/** For each parent at a private address: the network of this host in which it is, or else its address alone. */
export function managementNetworks(
  parents: readonly string[],
  own: readonly { readonly family: string; readonly internal: boolean; readonly cidr: string | null }[],
): string[] {
  return parents
    .filter((address) => isIPv4(address) && privateNetworks.some((each) => within(each, address)))
    .map((address) => {
      const direct = own.find(
        ({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr && within(cidr, address),
      );
      return networkOf(direct?.cidr ?? `${address}/32`);
    });
}

const within = (cidr: string, address: string): boolean => holdsSubnet(cidr, `${address}/32`);

function urlsOf(directory: string): readonly string[] {
  try {
    return parentUrls(directory);
  } catch {
    // A damaged file is told by the link itself.
    return [];
  }
}

async function addressOf(url: string): Promise<string | undefined> {
  const { hostname } = new URL(url);
  if (isIPv4(hostname)) return hostname;
  return (await lookup(hostname, { family: 4 }).catch(() => undefined))?.address;
}
