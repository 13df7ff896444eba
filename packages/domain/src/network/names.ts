/**
 * Under which name an instance is found on its networks. Each owner has a domain of its own, `user-7.internal`, and each
 * guest searches in that of its owner: a bare `db` is always the `db` of the same owner, and nobody can stand in for
 * somebody else's. Within a domain of one network a host name belongs to one instance: who has it keeps it.
 */
import { hostname, maxNameLength } from '../object/name.ts';

/** Reserved for private use by ICANN in 2024: no name in it is ever one of the world's. */
export const tenantZone = 'internal';

export const tenantDomain = (ownerId: number): string => `user-${ownerId}.${tenantZone}`;

/**
 * Names that mean something to programs, whoever has them: found in the search list, they would be asked before, or
 * instead of, what is meant (RFC 6761, RFC 4501; web proxy discovery; ISATAP routers; systemd's `_gateway`).
 */
const reserved: ReadonlySet<string> = new Set([
  'localhost',
  'localdomain',
  'local',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  'gateway',
  'isatap',
  'wpad',
  tenantZone,
]);

/** The same in DNS, for numbers such as `10` or `0x7f` that programs take for addresses. */
const looksLikeAddress = /^(?:0x[0-9a-f]*|[0-9]+)$/;

/**
 * The host names that an instance of this name may have, best first; the first that no other instance of its owner has on
 * the network is its own. There is no end to them.
 */
export function* hostnamesFor(name: string, instanceId: number): Generator<string, never> {
  const plain = hostname(name).replace(/^-+/, '') || 'instance';
  if (!reserved.has(plain) && !looksLikeAddress.test(plain)) yield plain;
  for (let n = 1; ; n++) {
    const end = n === 1 ? `-${instanceId}` : `-${instanceId}-${n}`;
    yield `${plain.slice(0, maxNameLength - end.length).replace(/-+$/, '')}${end}`;
  }
}
