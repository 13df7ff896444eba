import type { HostNetwork } from '@skerry/driver-contract';
import { bridgeName, tableName } from './names.ts';

export interface RulesetOptions {
  readonly namePrefix: string;
  /** False where the kernel cannot masquerade: guests then reach this host and each other only. */
  readonly masquerade: boolean;
}

/**
 * The whole rule set of our table, as `nft -f -` takes it: the table is replaced in one transaction, so there is no
 * moment with half of the rules. Guests of one network reach each other and the outside. From outside nobody opens a
 * connection to a guest behind address translation, guests of other networks included; a network without translation is
 * routed, and open both ways.
 */
export function ruleset(networks: readonly HostNetwork[], options: RulesetOptions): string {
  const table = `inet ${tableName(options.namePrefix)}`;
  const sorted = [...networks].sort((a, b) => a.networkId - b.networkId);
  const forward = sorted.flatMap((network) => {
    const bridge = `"${bridgeName(options.namePrefix, network.networkId)}"`;
    return network.nat ? [`oifname ${bridge} iifname != ${bridge} drop`] : [];
  });
  const leave = sorted.map((network) => `iifname "${bridgeName(options.namePrefix, network.networkId)}" accept`);
  const translate = sorted
    .filter((network) => network.nat && options.masquerade)
    .map((network) => `ip saddr ${network.cidr} ip daddr != ${network.cidr} masquerade`);
  return [
    // Adding before deleting: deleting a table that is not there would fail.
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...chain('forward', 'type filter hook forward priority filter; policy accept;', [
      'ct state established,related accept',
      ...forward,
      ...leave,
    ]),
    ...(translate.length > 0
      ? chain('postrouting', 'type nat hook postrouting priority srcnat; policy accept;', translate)
      : []),
    '}',
    '',
  ].join('\n');
}

/** Removes the table, also when it is not there. */
export function noRuleset(namePrefix: string): string {
  const table = `inet ${tableName(namePrefix)}`;
  return `add table ${table}\ndelete table ${table}\n`;
}

function chain(name: string, hook: string, rules: readonly string[]): string[] {
  return [`  chain ${name} {`, `    ${hook}`, ...rules.map((rule) => `    ${rule}`), '  }'];
}
