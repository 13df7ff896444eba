/**
 * Brings one instance of the cluster to where its intent wants it: tells its host, takes over what the host observed,
 * and forgets it when it is gone. Takes nothing but a number and reads everything else, so it may run at any time, any
 * number of times. Placement is the placer's.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type HistoryBounds,
  type HostIntent,
  type Instance,
  type InstanceHistory,
  type InstanceObservation,
  joined,
  type Lease,
} from '@skerry/domain';
import type { Json, Store, Write } from '@skerry/store';
import type { EntryIndex, Mirror } from '@skerry/store';
import { keys } from '../keys.ts';
import { type HeldName, settleNames } from '../networks/settle-names.ts';
import { changeHistory } from './history.ts';
import { hostIntent } from './host-intent.ts';

export interface InstanceReconcilerContext {
  readonly store: Store;
  readonly mirror: Mirror;
  /** Disks, leases and names by the instance they belong to. */
  readonly belongings: EntryIndex<Json>;
  readonly history: HistoryBounds;
}

/** The mirror follows the store within milliseconds; later than this it has lost the store. */
const mirrorDeadlineMs = 10_000;

/** One step; true when it changed something and may be followed by another. */
export async function reconcileInstance(context: InstanceReconcilerContext, instanceId: number): Promise<boolean> {
  const { store, mirror, belongings } = context;
  const entry = await store.get(keys.instance(instanceId));
  if (!entry) return false;
  const instance = entry.value as unknown as Instance;
  const unchanged = { key: entry.key, is: 'unchanged-since', modRevision: entry.modRevision } as const;
  if (instance.hostId === undefined) {
    if (instance.intent.power !== 'absent') return false;
    return (await store.commit({ conditions: [unchanged], writes: forget(belongings, instance) })).committed;
  }

  const intentKey = keys.intent(instance.hostId, instanceId);
  const told = (await store.get(intentKey))?.value as unknown as HostIntent | undefined;
  const observedEntry = await store.get(keys.observedInstance(instance.hostId, instanceId));
  const observed = observedEntry?.value as unknown as InstanceObservation | undefined;

  const gone =
    instance.intent.power === 'absent' && observed?.guest === 'none' && observed.reached >= instance.intent.generation;
  if (gone) {
    const writes: Write[] = [...forget(belongings, instance), { op: 'delete', key: intentKey }];
    return (await store.commit({ conditions: [unchanged], writes })).committed;
  }

  const held = belongings.get(String(instanceId)).filter(({ key }) => key.startsWith(keys.names));
  const names = settleNames(
    instance,
    held.map(({ value }) => value as unknown as HeldName),
    (key) => mirror.get(key) !== undefined,
  );
  const writes: Write[] = [...names.writes];
  const wanted = hostIntent(
    instance,
    (id) => mirror.get(keys.network(id))?.value as never,
    (id) => mirror.get(keys.image(id))?.value as never,
    names.hostnameOf,
  );
  // What is already told stays while the catalogue lacks something: a guest is never stopped by a gap in a list.
  const next = wanted ?? (told ? { ...told, ...instance.intent } : undefined);
  if (next && !isDeepStrictEqual(next, told))
    writes.push({ op: 'put', key: intentKey, value: next as unknown as Json });
  if (observed && !isDeepStrictEqual(observed, instance.observed)) {
    writes.push({ op: 'put', key: entry.key, value: { ...instance, observed } as unknown as Json });
  }
  const history = await historyFrom(context, instance.hostId, instanceId);
  writes.push(...history.writes);
  if (writes.length === 0) return false;
  const { revision } = await store.commit({
    conditions: [unchanged, history.condition, ...names.conditions],
    writes,
  });
  // Which names are held and free is read from the mirror: the next look must see these.
  if (names.writes.length > 0) await mirror.waitFor(revision, mirrorDeadlineMs);
  return true;
}

async function historyFrom({ store, history }: InstanceReconcilerContext, hostId: number, instanceId: number) {
  const told = (await store.get(keys.observedHistory(hostId, instanceId)))?.value;
  const happenings = (told as unknown as InstanceHistory | undefined)?.happenings ?? [];
  return changeHistory(store, instanceId, (kept) => {
    const next = joined(kept, hostId, happenings, history);
    return isDeepStrictEqual(next, kept) ? kept : next;
  });
}

/** An instance takes its disks' records, its addresses, its names and its history with it. */
function forget(belongings: EntryIndex<Json>, instance: Instance): Write[] {
  const writes = [keys.instance(instance.id), keys.history(instance.id)].map((key): Write => ({ op: 'delete', key }));
  for (const { key, value } of belongings.get(String(instance.id))) {
    writes.push({ op: 'delete', key });
    const { networkId, address } = value as unknown as Partial<Lease>;
    if (networkId !== undefined && address !== undefined)
      writes.push({ op: 'delete', key: keys.address(networkId, address) });
  }
  return writes;
}
