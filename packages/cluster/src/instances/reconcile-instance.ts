/**
 * Brings one instance of the cluster to where its intent wants it: tells its host, takes over what the host observed,
 * and forgets it when it is gone. Takes nothing but a number and reads everything else, so it may run at any time, any
 * number of times. Placement is the placer's.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Disk, type HistoryBounds, type Instance, joined, type Lease, withHappenings } from '@skerry/domain';
import {
  type Condition,
  type EntryIndex,
  type Json,
  type Mirror,
  put,
  type Store,
  valueUnder,
  type Write,
} from '@skerry/store';
import { lossOf, notLost } from '../hosts/lost-hosts.ts';
import { keys } from '../keys.ts';
import { settleNames } from '../networks/settle-names.ts';
import { forget } from './forget.ts';
import { changeHistory } from './history.ts';
import { hostIntent } from './host-intent.ts';
import { partOf } from './part-of.ts';

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
  const instance = entry.value;
  const unchanged = { key: entry.key, is: 'unchanged-since', modRevision: entry.modRevision } as const;
  if (instance.hostId === undefined) {
    if (instance.intent.power !== 'absent') return false;
    return (await store.commit({ conditions: [unchanged], writes: forget(belongings, instance) })).committed;
  }

  const lost = (await store.get(keys.lostHost(instance.hostId)))?.value;
  if (lost) {
    const message = `Its host "${lost.name}" was declared lost, and its disks with it.`;
    const noted = await changeHistory(store, instanceId, (kept) =>
      withHappenings(kept, [{ at: lost.at, what: 'lost', message }], context.history),
    );
    const writes = lossOf(entry, lost, belongings, noted.writes);
    return (await store.commit({ conditions: [unchanged, noted.condition], writes })).committed;
  }

  const intentKey = keys.intent(instance.hostId, instanceId);
  const told = (await store.get(intentKey))?.value;
  const observedEntry = await store.get(keys.observedInstance(instance.hostId, instanceId));
  const observed = observedEntry?.value;

  const gone =
    instance.intent.power === 'absent' && observed?.guest === 'none' && observed.reached >= instance.intent.generation;
  if (gone) {
    const writes: Write[] = [...forget(belongings, instance), { op: 'delete', key: intentKey }];
    return (await store.commit({ conditions: [unchanged], writes })).committed;
  }

  const held = belongings.get(String(instanceId)).flatMap((each) => valueUnder(keys.names, each) ?? []);
  const names = settleNames(instance, held, (key) => mirror.get(key) !== undefined);
  const mended = partsToMend(belongings, instance);
  const writes: Write[] = [...names.writes, ...mended.map(({ write }) => write)];
  const wanted = hostIntent(
    instance,
    (id) => mirror.get(keys.network(id))?.value,
    (id) => mirror.get(keys.image(id))?.value,
    (id) => mirror.get(keys.datastore(id))?.value,
    names.hostnameOf,
  );
  // What is already told stays while the catalogue lacks something: a guest is never stopped by a gap in a list.
  const next = wanted ?? (told ? { ...told, ...instance.intent } : undefined);
  if (next && !isDeepStrictEqual(next, told)) writes.push(put(intentKey, next));
  if (observed && !isDeepStrictEqual(observed, instance.observed)) {
    writes.push(put(keys.instance(instanceId), { ...instance, observed }));
  }
  const history = await historyFrom(context, instance.hostId, instanceId);
  writes.push(...history.writes);
  if (writes.length === 0) return false;
  const { revision } = await store.commit({
    conditions: [
      unchanged,
      notLost(instance.hostId),
      history.condition,
      ...names.conditions,
      ...mended.map(({ condition }) => condition),
    ],
    writes,
  });
  // Which names are held and free, and what parts are like, is read from the mirror: the next look must see these.
  if (names.writes.length + mended.length > 0) await mirror.waitFor(revision, mirrorDeadlineMs);
  return true;
}

/** Parts that an older build left with the owner or name that the instance had before. */
function partsToMend(belongings: EntryIndex<Json>, instance: Instance): { condition: Condition; write: Write }[] {
  return belongings.get(String(instance.id)).flatMap((entry) => {
    const { key, modRevision } = entry;
    const part = valueUnder<Disk | Lease>(keys.disks, entry) ?? valueUnder<Disk | Lease>(keys.leases, entry);
    if (part === undefined) return [];
    const after = partOf(instance, part);
    if (after === part) return [];
    const condition: Condition = { key, is: 'unchanged-since', modRevision };
    return [{ condition, write: put<Disk | Lease>(key, after) }];
  });
}

async function historyFrom({ store, history }: InstanceReconcilerContext, hostId: number, instanceId: number) {
  const told = (await store.get(keys.observedHistory(hostId, instanceId)))?.value;
  const happenings = told?.happenings ?? [];
  return changeHistory(store, instanceId, (kept) => {
    const next = joined(kept, hostId, happenings, history);
    return isDeepStrictEqual(next, kept) ? kept : next;
  });
}
