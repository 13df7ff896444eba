import type { FeedChange } from '@skerry/contract';
import type { Store, Write } from '@skerry/store';
import type { AuditRecord } from '../state/audit-record.ts';
import type { AuditTrail } from '../state/audit-trail.ts';
import { keys } from '../state/keys.ts';

/**
 * What was done at the cluster's own console goes into our audit, in the transaction that takes it over. What the mirror
 * holds already was copied then: a feed that starts over repeats nothing. A cluster says nothing of what was done here.
 */
export async function copyAudit(
  clusterId: number,
  changes: readonly FeedChange[],
  store: Store,
  trail: AuditTrail,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const { key, value } of changes) {
    if (value === undefined || !key.startsWith('audit/')) continue;
    if ((await store.get(keys.mirrorOf(clusterId) + key)) !== undefined) continue;
    const { sequence: _, ...record } = value as unknown as AuditRecord;
    writes.push(...trail.writes({ ...record, clusterId }));
  }
  return writes;
}
