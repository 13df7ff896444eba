/** IFNAMSIZ less the terminating zero: if.h. */
const longestInterfaceName = 15;

export const bridgeName = (prefix: string, networkId: number): string => fitting(`${prefix}br${networkId}`);

export function networkOfBridge(prefix: string, name: string): number | undefined {
  const digits = name.startsWith(`${prefix}br`) ? name.slice(prefix.length + 2) : '';
  return /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : undefined;
}

/** Decimal, to be read by people, while it fits; base 36 behind another letter where it does not. */
export function interfaceName(prefix: string, instanceId: number, index: number): string {
  const readable = `${prefix}t${instanceId}-${index}`;
  return readable.length <= longestInterfaceName
    ? readable
    : fitting(`${prefix}x${instanceId.toString(36)}-${index.toString(36)}`);
}

/** The instance of an interface of ours; undefined for others. */
export function instanceOfInterface(prefix: string, name: string): number | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  const decimal = /^t(0|[1-9]\d*)-\d+$/.exec(rest)?.[1];
  if (decimal !== undefined) return Number.parseInt(decimal, 10);
  const base36 = /^x([1-9a-z][0-9a-z]*)-[0-9a-z]+$/.exec(rest)?.[1];
  return base36 === undefined ? undefined : Number.parseInt(base36, 36);
}

/**
 * Both forms of the names above, as nftables matches them. Two agents on one kernel need prefixes of which none is the
 * other followed by "t" or "x": the rules of one would hold the ports of the other.
 */
export const interfacePatterns = (prefix: string): string[] => [`${prefix}t*`, `${prefix}x*`];

/** Our nftables tables, of bridges and of the host, beside those of others. */
export const tableName = (prefix: string): string => `skerry_${prefix}`;

function fitting(name: string): string {
  if (name.length > longestInterfaceName) throw new Error(`interface name "${name}" is too long for Linux`);
  return name;
}
