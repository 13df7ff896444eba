import type { Instance } from '@skerry/domain';
import { type EntryIndex, type Json, valueUnder, type Write } from '@skerry/store';
import { keys } from '../keys.ts';
import { heldKeys } from '../placement/addresses.ts';

/** An instance takes its disks' records, its addresses, its names and its history with it. */
export function forget(belongings: EntryIndex<Json>, instance: Instance): Write[] {
  const writes = [keys.instance(instance.id), keys.history(instance.id)].map((key): Write => ({ op: 'delete', key }));
  for (const entry of belongings.get(String(instance.id))) {
    writes.push({ op: 'delete', key: entry.key });
    const lease = valueUnder(keys.leases, entry);
    for (const held of lease === undefined ? [] : heldKeys(lease)) writes.push({ op: 'delete', key: held });
  }
  return writes;
}
