/**
 * Under which labels an instance is found on its networks. A label belongs to one instance of its owner and network: its
 * key is there or not, and its absence is the condition to take it, so two that are renamed at once cannot both have it.
 * Who has a label that fits its name keeps it, whoever came first to the name since; one that was renamed gives it up.
 * Pure; the transaction is the caller's. If we die before it, the next look decides anew.
 */
import { type Instance, labelsFor } from '@skerry/domain';
import type { Condition, Json, Write } from '@skerry/store';
import { keys } from '../keys.ts';

/** What is kept for one label. */
export interface HeldName {
  readonly networkId: number;
  readonly ownerId: number;
  readonly label: string;
  readonly instanceId: number;
}

export interface SettledNames {
  readonly labelOf: (networkId: number) => string | undefined;
  readonly conditions: readonly Condition[];
  readonly writes: readonly Write[];
}

/** Labels for one name are tried in order; one held among these is as good as the first. */
const asGoodAsTheFirst = 4;

export function settleNames(
  instance: Instance,
  held: readonly HeldName[],
  isTaken: (key: string) => boolean,
): SettledNames {
  const { id: instanceId, ownerId, name } = instance;
  const labels = new Map<number, string>();
  const conditions: Condition[] = [];
  const writes: Write[] = [];
  for (const networkId of new Set(instance.spec.nics.map((nic) => nic.networkId))) {
    const own = held.filter((each) => each.networkId === networkId && each.ownerId === ownerId);
    const kept = fitting(name, instanceId).find((label) => own.some((each) => each.label === label));
    const label = kept ?? firstFree(instance, (each) => isTaken(keys.name(networkId, ownerId, each)));
    labels.set(networkId, label);
    if (kept !== undefined) continue;
    const key = keys.name(networkId, ownerId, label);
    const value = { networkId, ownerId, label, instanceId } satisfies HeldName;
    conditions.push({ key, is: 'absent' });
    writes.push({ op: 'put', key, value: value as unknown as Json });
  }
  for (const each of held) {
    if (each.ownerId === ownerId && labels.get(each.networkId) === each.label) continue;
    writes.push({ op: 'delete', key: keys.name(each.networkId, each.ownerId, each.label) });
  }
  return { labelOf: (networkId) => labels.get(networkId), conditions, writes };
}

function fitting(name: string, instanceId: number): string[] {
  const labels = labelsFor(name, instanceId);
  return Array.from({ length: asGoodAsTheFirst }, () => labels.next().value);
}

function firstFree({ name, id }: Instance, isTaken: (label: string) => boolean): string {
  const labels = labelsFor(name, id);
  for (;;) {
    const label = labels.next().value;
    if (!isTaken(label)) return label;
  }
}
