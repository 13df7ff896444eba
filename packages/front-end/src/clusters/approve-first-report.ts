import { approvedCapacity } from '@skerry/domain';
import { put, type Store } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';

/** Whether this host has reported and was never approved. */
export const awaitsApproval = (hostId: number, model: Model): boolean => {
  const host = model.get('host', hostId);
  return host !== undefined && host.approved === undefined && model.hostStatus.get(hostId)?.report !== undefined;
};

/**
 * What a host reports first is approved as it is: an administrator has just taken it in. What it reports later is held
 * against that. Safe to repeat. True: somebody else wrote meanwhile, so there may be more to do.
 */
export async function approveFirstReport(hostId: number, store: Store, model: Model): Promise<boolean> {
  const key = keys.catalogue('host', hostId);
  const entry = await store.get(key);
  const report = model.hostStatus.get(hostId)?.report;
  if (entry === undefined || report === undefined || 'approved' in entry.value) return false;
  const { committed } = await store.commit({
    conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
    writes: [put(key, { ...entry.value, approved: approvedCapacity(report) })],
  });
  return !committed;
}
