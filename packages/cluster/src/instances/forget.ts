import type { Instance, Lease } from '@skerry/domain';
import type { EntryIndex, Json, Write } from '@skerry/store';
import { keys } from '../keys.ts';
import { heldKeys } from '../placement/addresses.ts';

/** An instance takes its disks' records, its addresses, its names and its history with it. */
export function forget(belongings: EntryIndex<Json>, instance: Instance): Write[] {
  const writes = [keys.instance(instance.id), keys.history(instance.id)].map((key): Write => ({ op: 'delete', key }));
  for (const { key, value } of belongings.get(String(instance.id))) {
    writes.push({ op: 'delete', key });
    const { networkId, address, mac } = value as unknown as Partial<Lease>;
    if (networkId === undefined || address === undefined || mac === undefined) continue;
    for (const held of heldKeys({ networkId, address, mac })) writes.push({ op: 'delete', key: held });
  }
  return writes;
}
