import type { Instance, Lease } from '@skerry/domain';
import type { EntryIndex, Json, Write } from '@skerry/store';
import { keys } from '../keys.ts';

/** An instance takes its disks' records, its addresses and its names with it. */
export function forget(belongings: EntryIndex<Json>, instance: Instance): Write[] {
  const writes: Write[] = [{ op: 'delete', key: keys.instance(instance.id) }];
  for (const { key, value } of belongings.get(String(instance.id))) {
    writes.push({ op: 'delete', key });
    const { networkId, address } = value as unknown as Partial<Lease>;
    if (networkId !== undefined && address !== undefined)
      writes.push({ op: 'delete', key: keys.address(networkId, address) });
  }
  return writes;
}
