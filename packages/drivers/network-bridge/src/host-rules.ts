import { holdsSubnet } from '@skerry/domain';
import type { HostNetwork } from '@skerry/driver-contract';
import { bridgeName, interfacePatterns, tableName } from './names.ts';
import type { NftChain, NftTable } from './nft-table.ts';

export interface HostRuleOptions {
  readonly namePrefix: string;
  /** False where the kernel cannot masquerade: guests then reach this host and each other only. */
  readonly masquerade: boolean;
  /** Networks in CIDR notation, IPv4, that no guest reaches through this host. */
  readonly refused: readonly string[];
}

/**
 * What guests reach of this host and through it. Of the host: its DHCP, and DNS and echo at the gateway of their own
 * network; nothing else it listens on, on none of its addresses, nor what it gives to others by translation. Through
 * it: the outside and networks that are routed; not the refused networks, nor another network behind address
 * translation. From outside nobody opens a connection to a guest behind address translation; a network without
 * translation is routed, and open both ways. What is refused to guests is answered, so that nobody waits; strangers are
 * not answered. Other software's tables stay as they are: what we let pass, they may still refuse.
 */
export function hostTable(networks: readonly HostNetwork[], options: HostRuleOptions): NftTable {
  const sorted = [...networks].sort((a, b) => a.networkId - b.networkId);
  const bridge = ({ networkId }: HostNetwork) => `"${bridgeName(options.namePrefix, networkId)}"`;
  const closed = sorted.filter(({ nat }) => nat);
  const refused = outermost(options.refused);
  const guests = among(sorted.map(bridge));
  const gateways = among(sorted.map((network) => `${bridge(network)} . ${network.gateway}`));
  const translate = closed.map((network) => `ip saddr ${network.cidr} ip daddr != ${network.cidr} masquerade` as const);
  return {
    family: 'inet',
    name: tableName(options.namePrefix),
    sets: [],
    chains: [
      base('input', 'filter hook input priority filter', [
        // Not by way of the bridge: a frame to a reserved group, which the bridge shows to no rule of its own.
        ...interfacePatterns(options.namePrefix).map((pattern) => `iifname "${pattern}" drop`),
        ...(sorted.length > 0 ? [`iifname ${guests} goto to_host`] : []),
      ]),
      base('forward', 'filter hook forward priority filter', [
        // Frames within one bridge come here where br_netfilter is on.
        ...(sorted.length > 0
          ? [`iifname . oifname ${among(sorted.map((n) => `${bridge(n)} . ${bridge(n)}`))} accept`]
          : []),
        'ct state established,related accept',
        ...(sorted.length > 0 ? [`iifname ${guests} goto through_host`] : []),
        ...(closed.length > 0 ? [`oifname ${among(closed.map(bridge))} drop`] : []),
      ]),
      ...(options.masquerade ? [base('postrouting', 'nat hook postrouting priority srcnat', translate)] : []),
      {
        name: 'to_host',
        rules:
          sorted.length === 0
            ? []
            : [
                'meta nfproto != ipv4 drop',
                'ct state established,related accept',
                'ip daddr 255.255.255.255 udp dport 67 accept',
                `iifname . ip daddr ${gateways} meta l4proto . th dport { tcp . 53, udp . 53, udp . 67 } accept`,
                `iifname . ip daddr ${gateways} icmp type echo-request accept`,
                'goto refuse',
              ],
      },
      {
        name: 'through_host',
        rules: [
          // Networks are IPv4 only.
          'meta nfproto != ipv4 drop',
          // Not "refuse": a reset would come from an address that the guest never asked.
          'ct status dnat reject with icmpx admin-prohibited',
          ...(refused.length > 0 ? [`ip daddr ${among(refused)} goto refuse`] : []),
          ...(closed.length > 0 ? [`oifname ${among(closed.map(bridge))} goto refuse`] : []),
          'accept',
        ],
      },
      { name: 'refuse', rules: ['meta l4proto tcp reject with tcp reset', 'reject with icmpx admin-prohibited'] },
    ],
  };
}

const base = (name: string, hook: string, rules: readonly string[]): NftChain => ({
  name,
  hook: `type ${hook}; policy accept;`,
  rules,
});

const among = (each: readonly string[]): string => `{ ${each.join(', ')} }`;

/** Without those that lie inside of another: nftables refuses ranges that overlap. */
function outermost(cidrs: readonly string[]): string[] {
  const different = [...new Set(cidrs)];
  return different.filter((each) => !different.some((other) => other !== each && holdsSubnet(other, each))).sort();
}
