import { approvedCapacity } from '@skerry/domain';
import type { Log } from '@skerry/kit';
import { put, type Store } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';

/**
 * What a host reports first is approved as it is: an administrator has just taken it in. What it reports later is held
 * against that. Repeated with every change of a host that was not approved, so a write that was lost comes later.
 */
export function approveFirstReports(store: Store, model: Model, log: Log): () => void {
  const approve = async (hostId: number) => {
    const key = keys.catalogue('host', hostId);
    const entry = await store.get(key);
    const report = model.hostStatus.get(hostId)?.report;
    if (entry === undefined || report === undefined || 'approved' in entry.value) return;
    await store.commit({
      conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
      writes: [put(key, { ...entry.value, approved: approvedCapacity(report) })],
    });
  };
  const look = (hostId: number) => {
    if (model.get('host', hostId)?.approved !== undefined || model.hostStatus.get(hostId)?.report === undefined) return;
    approve(hostId).catch((error: unknown) => log.warn({ err: error, hostId }, 'a host could not be approved'));
  };
  for (const { id } of model.all('host')) look(id);
  return model.onChange((changes) => {
    for (const { kind, id, after } of changes) if (kind === 'host' && after !== undefined) look(id);
  });
}
