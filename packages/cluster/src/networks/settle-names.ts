/**
 * Under which host names an instance is found on its networks. A host name belongs to one instance of its owner and network: its
 * key is there or not, and its absence is the condition to take it, so two that are renamed at once cannot both have it.
 * Who has a host name that fits its name keeps it, whoever came first to the name since; one that was renamed gives it up.
 * Pure; the transaction is the caller's. If we die before it, the next look decides anew.
 */
import { type Instance, hostnamesFor } from '@skerry/domain';
import { type Condition, put, type Write } from '@skerry/store';
import type { HeldName } from '@skerry/store/layout/controller';
import { keys } from '../keys.ts';

export interface SettledNames {
  readonly hostnameOf: (networkId: number) => string | undefined;
  readonly conditions: readonly Condition[];
  readonly writes: readonly Write[];
}

/** Host names for one name are tried in order; one held among these is as good as the first. */
const asGoodAsTheFirst = 4;

export function settleNames(
  instance: Instance,
  held: readonly HeldName[],
  isTaken: (key: string) => boolean,
): SettledNames {
  const { id: instanceId, ownerId, name } = instance;
  const hostnames = new Map<number, string>();
  const conditions: Condition[] = [];
  const writes: Write[] = [];
  for (const networkId of new Set(instance.spec.nics.map((nic) => nic.networkId))) {
    const own = held.filter((each) => each.networkId === networkId && each.ownerId === ownerId);
    const kept = fitting(name, instanceId).find((hostname) => own.some((each) => each.hostname === hostname));
    const hostname = kept ?? firstFree(instance, (each) => isTaken(keys.name(networkId, ownerId, each)));
    hostnames.set(networkId, hostname);
    if (kept !== undefined) continue;
    const key = keys.name(networkId, ownerId, hostname);
    conditions.push({ key, is: 'absent' });
    writes.push(put(key, { networkId, ownerId, hostname, instanceId }));
  }
  for (const each of held) {
    if (each.ownerId === ownerId && hostnames.get(each.networkId) === each.hostname) continue;
    writes.push({ op: 'delete', key: keys.name(each.networkId, each.ownerId, each.hostname) });
  }
  return { hostnameOf: (networkId) => hostnames.get(networkId), conditions, writes };
}

function fitting(name: string, instanceId: number): string[] {
  const hostnames = hostnamesFor(name, instanceId);
  return Array.from({ length: asGoodAsTheFirst }, () => hostnames.next().value);
}

function firstFree({ name, id }: Instance, isTaken: (hostname: string) => boolean): string {
  const hostnames = hostnamesFor(name, id);
  for (;;) {
    const hostname = hostnames.next().value;
    if (!isTaken(hostname)) return hostname;
  }
}
