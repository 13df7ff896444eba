import type { HostNetwork, PortPlan } from '@skerry/driver-contract';
import { baseAndMask, tenantZone } from '@skerry/domain';
import { plainLine } from '@skerry/kit';
import { join } from 'node:path';

/** Where the files of one network are below the data directory. `ports` and `network.json` are ours, the rest dnsmasq's. */
export interface NetworkFiles {
  readonly directory: string;
  readonly network: string;
  readonly ports: string;
  readonly conf: string;
  readonly dhcpHosts: string;
  readonly dhcpOptions: string;
  readonly dnsHosts: string;
  readonly leases: string;
  readonly pid: string;
  readonly log: string;
}

export const networksDirectory = (dataDirectory: string): string => join(dataDirectory, 'networks');

export function networkFiles(dataDirectory: string, networkId: number): NetworkFiles {
  const directory = join(networksDirectory(dataDirectory), String(networkId));
  return {
    directory,
    network: join(directory, 'network.json'),
    ports: join(directory, 'ports'),
    conf: join(directory, 'dnsmasq.conf'),
    dhcpHosts: join(directory, 'dhcp-hosts'),
    dhcpOptions: join(directory, 'dhcp-options'),
    dnsHosts: join(directory, 'dns-hosts'),
    leases: join(directory, 'leases'),
    pid: join(directory, 'dnsmasq.pid'),
    log: join(directory, 'dnsmasq.log'),
  };
}

/**
 * dnsmasq(8): one daemon for one bridge and for nothing else. `static`: only who is in the hosts file gets an address,
 * and it never expires, so a guest keeps it however long nobody answers. Names come from our file only: what a guest
 * calls itself is ignored, and names in the tenants' domains are asked of nobody else.
 */
export function dnsmasqConf(network: HostNetwork, bridge: string, files: NetworkFiles): string {
  const { base, mask } = baseAndMask(network.cidr);
  return lines([
    '# Written by the agent; changes are lost.',
    `interface=${bridge}`,
    'except-interface=lo',
    'bind-interfaces',
    'no-hosts',
    `addn-hosts=${files.dnsHosts}`,
    'domain-needed',
    'bogus-priv',
    `local=/${tenantZone}/`,
    `dhcp-range=${base},static,${mask},infinite`,
    `dhcp-hostsfile=${files.dhcpHosts}`,
    `dhcp-optsfile=${files.dhcpOptions}`,
    'dhcp-ignore-names',
    `dhcp-option=option:router,${network.gateway}`,
    // Guests with a context are told the same there.
    `dhcp-option=option:dns-server,${nameserversOf(network).join(',')}`,
    `dhcp-leasefile=${files.leases}`,
    'dhcp-authoritative',
    'pid-file=',
  ]);
}

const nameserversOf = ({ gateway, nameservers = [] }: HostNetwork): readonly string[] =>
  nameservers.length === 0 ? [gateway] : nameservers;

/** No names here: dnsmasq would publish them without a domain, for all tenants of the network alike. */
export const dhcpHosts = (ports: readonly PortPlan[]): string =>
  lines(
    ports.map(({ mac, address, domain }) => [mac, address, ...(domain ? [`set:${domain}`] : []), 'infinite'].join(',')),
  );

/** Each guest searches names in the domain of its own tenant. */
export const dhcpOptions = (ports: readonly PortPlan[]): string =>
  lines(
    [...new Set(ports.map(({ domain }) => domain))]
      .filter((domain) => domain !== undefined)
      .sort()
      .flatMap((domain) => [
        `tag:${domain},option:domain-name,${domain}`,
        `tag:${domain},option:domain-search,${domain}`,
      ]),
  );

/**
 * Of the names of one address the first is what an address is found as: one that says nothing but the address, for who
 * asks may be another tenant, and dnsmasq tells nobody apart.
 */
export const dnsHosts = (ports: readonly PortPlan[]): string =>
  lines(
    ports.flatMap(({ address, hostname, domain }) =>
      hostname && domain ? [`${address} ${address.replaceAll('.', '-')}.${tenantZone} ${hostname}.${domain}`] : [],
    ),
  );

/** Without the leases of these addresses that belong to another interface card: dnsmasq would refuse to give them anew. */
export function freeLeases(leases: string, ports: readonly PortPlan[]): string {
  const owners = new Map(ports.map((port) => [port.address, port.mac.toLowerCase()]));
  return lines(
    leases.split('\n').filter((line) => {
      const [, mac = '', address = ''] = line.split(' ');
      const owner = owners.get(address);
      return line !== '' && (owner === undefined || owner === mac.toLowerCase());
    }),
  );
}

const lines = (each: readonly string[]): string =>
  each.map((line) => `${plainLine(line, 'A line for dnsmasq')}\n`).join('');
