import type { Instance, Lease } from '@skerry/domain';
import type { EntryIndex, Json, Write } from '@skerry/store';
import { keys } from '../keys.ts';

/** An instance takes its disks' records, its addresses, its names and its history with it. */
export function forget(belongings: EntryIndex<Json>, instance: Instance): Write[] {
  const writes = [keys.instance(instance.id), keys.history(instance.id)].map((key): Write => ({ op: 'delete', key }));
  for (const { key, value } of belongings.get(String(instance.id))) {
    writes.push({ op: 'delete', key });
    const { networkId, address } = value as unknown as Partial<Lease>;
    if (networkId !== undefined && address !== undefined)
      writes.push({ op: 'delete', key: keys.address(networkId, address) });
  }
  return writes;
}
