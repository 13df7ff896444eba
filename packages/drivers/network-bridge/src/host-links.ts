import type { HostNetwork } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { findOverlap, type HostAddress, type HostRoute, takenRanges } from './overlap.ts';
import { networkOverlap } from './failures.ts';

/** Bridges and addresses, read from the kernel each time. */
export const linkNames = (): Promise<string[]> => readdir('/sys/class/net');

export async function deleteLink(name: string): Promise<void> {
  if ((await linkNames()).includes(name)) await run('ip', ['link', 'delete', name]);
}

/** Makes the bridge with the gateway's address, after a check that nobody else uses these addresses. */
export async function ensureBridge(network: HostNetwork, bridge: string): Promise<void> {
  const gateway = `${network.gateway}/${network.cidr.split('/')[1] ?? '32'}`;
  const addresses = await ipJson<HostAddress>('address', 'show');
  const present = (addresses.find((link) => link.ifname === bridge)?.addr_info ?? [])
    .filter((each) => each.family === 'inet')
    .map((each) => `${each.local}/${each.prefixlen}`);
  if (!present.includes(gateway)) {
    const routes = await ipJson<HostRoute>('route', 'show');
    const clash = findOverlap(network.cidr, bridge, addresses, routes);
    if (clash !== undefined) throw networkOverlap(network.name, network.cidr, clash);
  }
  if (!(await linkNames()).includes(bridge)) {
    // A fixed address: a bridge otherwise takes that of its lowest port, and guests lose their gateway for a while.
    const bridgeOptions = ['type', 'bridge', 'stp_state', '0', 'forward_delay', '0'];
    await run('ip', ['link', 'add', 'name', bridge, 'address', bridgeMac(bridge), ...bridgeOptions]);
  }
  for (const stale of present.filter((each) => each !== gateway)) {
    await run('ip', ['address', 'delete', stale, 'dev', bridge]);
  }
  if (!present.includes(gateway)) await run('ip', ['address', 'replace', gateway, 'dev', bridge]);
  await run('ip', ['link', 'set', bridge, 'up']);
}

/** What this host uses for itself, now. */
export async function takenByHost(isOwn: (link: string) => boolean) {
  const addresses = await ipJson<HostAddress>('address', 'show');
  return takenRanges(addresses, await ipJson<HostRoute>('route', 'show'), isOwn);
}

/** Stays on when the last network goes: others on this host may have come to rely on it. */
export async function forwardIpv4(): Promise<void> {
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1\n');
}

async function ipJson<T>(...args: readonly string[]): Promise<T[]> {
  const { stdout } = await run('ip', ['-json', '-4', ...args]);
  return JSON.parse(stdout === '' ? '[]' : stdout) as T[];
}

/** Locally administered, out of the bridge's name. */
export function bridgeMac(bridge: string): string {
  const hash = createHash('sha256').update(bridge).digest();
  return ['02', ...[0, 1, 2, 3, 4].map((i) => (hash[i] ?? 0).toString(16).padStart(2, '0'))].join(':');
}
