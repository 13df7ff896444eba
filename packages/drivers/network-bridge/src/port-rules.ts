import type { HostNetwork, PortPin } from '@skerry/driver-contract';
import { bridgeMac } from './host-links.ts';
import { bridgeName, interfacePatterns, tableName } from './names.ts';
import type { NftElement, NftTable } from './nft-table.ts';

/**
 * What guests may send, by the name of the host's end of their interface: their own MAC and IPv4 address, ARP for it,
 * and requests for an address, in their own name. All else is dropped as it enters the bridge, before the bridge learns
 * from it: other Ethernet types (VLAN tags, IPv6 with its router advertisements, spanning tree), answers of DHCP
 * servers, the MAC or address of somebody else. The rules are the same for all ports and are there before any port: an
 * interface with a name of ours that is in no set may send nothing. A port is two elements of two hash sets, so the
 * thousandth costs what the first did. Bridges have no connection tracking everywhere, and none is needed here.
 *
 * An interface of another name that somebody puts on a bridge of ours is no guest's: between it and guests nothing passes,
 * nor between it and the bridge's own MAC. Which bridge a frame is on, not every kernel tells a rule: so what it sends to
 * all, the host itself may still hear.
 */
export function portTable(
  prefix: string,
  pins: readonly PortPin[],
  networks: readonly Pick<HostNetwork, 'networkId'>[] = [],
): NftTable {
  const by = (end: 'iifname' | 'oifname', rule: string) =>
    interfacePatterns(prefix).map((pattern) => `${end} "${pattern}" ${rule}`);
  const ours = (rule: string) => by('iifname', rule);
  const own = networks.map(({ networkId }) => bridgeMac(bridgeName(prefix, networkId))).sort();
  const ofBridges = own.length === 0 ? undefined : `{ ${own.join(', ')} }`;
  const elements = portElements(pins);
  return {
    family: 'bridge',
    name: tableName(prefix),
    sets: [
      { name: addresses, type: 'type ifname . ether_addr . ipv4_addr', elements: elements.get(addresses) ?? [] },
      // The last is the client's hardware address inside of a DHCP message.
      { name: clients, type: 'typeof iifname . ether saddr . @th,288,48', elements: elements.get(clients) ?? [] },
    ],
    chains: [
      // -300: before br_netfilter (0) hands frames to the rules of IP.
      {
        name: 'prerouting',
        hook: 'type filter hook prerouting priority -300; policy accept;',
        // The first allows nothing that "sent" does not, and most of what guests send goes no further. "ether type" is
        // written out: nft would ask "meta protocol", which is that of IP also where the kernel holds a VLAN tag apart.
        rules: [`iifname . ether saddr . ip saddr @${addresses} meta l4proto != udp accept`, ...ours('goto sent')],
      },
      // Reserved groups never reach "prerouting": the kernel would take them in as if the port had addresses. One of them,
      // that of LLDP, comes here neither; the table of the host drops it.
      {
        name: 'input',
        hook: 'type filter hook input priority -300; policy accept;',
        rules: [
          ...ours('ether daddr & ff:ff:ff:ff:ff:f0 == 01:80:c2:00:00:00 drop'),
          ...(ofBridges === undefined ? [] : [...ours('accept'), `ether daddr ${ofBridges} drop`]),
        ],
      },
      {
        name: 'forward',
        hook: 'type filter hook forward priority -300; policy accept;',
        rules: [...ours('goto from_guest'), ...by('oifname', 'drop')],
      },
      { name: 'from_guest', rules: [...by('oifname', 'accept'), 'drop'] },
      {
        name: 'output',
        hook: 'type filter hook output priority -300; policy accept;',
        rules: ofBridges === undefined ? [] : [...by('oifname', 'accept'), `ether saddr ${ofBridges} drop`],
      },
      { name: 'sent', rules: ['ether type vmap { ip : goto ipv4, arp : goto arp_sent }', 'drop'] },
      {
        name: 'ipv4',
        rules: [
          `iifname . ether saddr . ip saddr @${addresses} goto ipv4_own`,
          'ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 goto dhcp',
          'drop',
        ],
      },
      {
        name: 'ipv4_own',
        rules: ['meta l4proto != udp accept', 'udp sport 67 drop', 'udp dport 67 goto dhcp', 'accept'],
      },
      { name: 'dhcp', rules: [`iifname . ether saddr . @th,288,48 @${clients} accept`, 'drop'] },
      {
        name: 'arp_sent',
        rules: [
          'arp htype != 1 drop',
          'arp ptype != ip drop',
          'arp hlen != 6 drop',
          'arp plen != 4 drop',
          `iifname . ether saddr . arp saddr ip @${addresses} iifname . arp saddr ether . arp saddr ip @${addresses} accept`,
          // "Does anybody have this address?", asked before it is taken: RFC 5227.
          `arp operation request arp saddr ip 0.0.0.0 iifname . ether saddr . arp daddr ip @${addresses} iifname . arp saddr ether . arp daddr ip @${addresses} accept`,
          'drop',
        ],
      },
    ],
  };
}

const addresses = 'addresses';
const clients = 'clients';

/** What a port is in the sets, by the set's name. */
export function portElements(pins: readonly PortPin[]): ReadonlyMap<string, readonly NftElement[]> {
  return new Map([
    [addresses, pins.map(({ interfaceName, mac, address }) => [interfaceName, mac, address])],
    [clients, pins.map(({ interfaceName, mac }) => [interfaceName, mac, Number.parseInt(mac.replaceAll(':', ''), 16)])],
  ]);
}

/** The other way: who may send as what, out of what the kernel holds. */
export const pinsOf = (elements: readonly NftElement[]): PortPin[] =>
  elements.map(([interfaceName, mac, address]) => ({
    interfaceName: String(interfaceName),
    mac: String(mac),
    address: String(address),
  }));

export const pinnedSet = addresses;
