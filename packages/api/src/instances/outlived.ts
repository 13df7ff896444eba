/**
 * Instances of a cluster that was declared lost. Their cluster owned their records; as nobody is left of it, the
 * front-end keeps them where the cluster's feed had put them, so that their owners read there what became of them, and
 * changes and deletes them itself, at once. Nobody else may write there once the cluster is in the catalogue no more.
 */
import {
  type Instance,
  instanceState,
  lostSentence,
  loseWithCluster,
  mostHappenings,
  type LostWithCluster,
  withHappenings,
} from '@skerry/domain';
import { type Entry, idOf, put, type Store, valueUnder, type Write } from '@skerry/store';
import { keys } from '../state/keys.ts';

/** Characters of JSON that are kept of the history of one: as its cluster did, unless it was told otherwise. */
const mostOfHistory = 16_000;

type Parted = Pick<Instance, 'id' | 'clusterId'>;

const recordKey = ({ clusterId, id }: Parted) => keys.mirror(clusterId, 'instance', id);
const historyKey = ({ clusterId, id }: Parted) => keys.mirror(clusterId, 'history', id);

/** What was being deleted is gone with its cluster; the rest stays. */
const isKept = (instance: Instance): boolean => instanceState(instance) !== 'deleting';

/**
 * What becomes of one thing that the cluster had told: nothing stays of it but its instances and what happened to them.
 * Repeated, it writes nothing more.
 */
export async function outliving(
  entry: Entry,
  clusterId: number,
  lost: LostWithCluster,
  store: Store,
): Promise<readonly Write[]> {
  const gone = [{ op: 'delete', key: entry.key }] as const;
  if (valueUnder(keys.mirrored(clusterId, 'history'), entry) !== undefined) {
    const instance = (await store.get(recordKey({ clusterId, id: idOf(entry.key) })))?.value;
    return instance !== undefined && isKept(instance) ? [] : gone;
  }
  const instance = valueUnder(keys.mirrored(clusterId, 'instance'), entry);
  if (instance === undefined || !isKept(instance)) return gone;
  if (instance.lost?.at === lost.at) return [];
  return [...(await historyOf(instance, lost, store)), put(recordKey(instance), loseWithCluster(instance, lost))];
}

async function historyOf(instance: Instance, lost: LostWithCluster, store: Store): Promise<Write[]> {
  const key = historyKey(instance);
  const history = (await store.get(key))?.value ?? { instanceId: instance.id, happenings: [] };
  if (history.happenings.at(-1)?.what === 'lost') return [];
  const told = { at: lost.at, what: 'lost', message: `${lostSentence(lost)}, and it with it.` } as const;
  const bounds = { happenings: mostHappenings.cluster, characters: mostOfHistory };
  return [put(key, withHappenings(history, [told], bounds))];
}

/** The number is still an instance's, though its cluster is gone. */
export const isOutlived = async (parted: Parted, store: Store): Promise<boolean> =>
  (await store.get(recordKey(parted))) !== undefined;

/** What was asked of one, done. `after` is the instance as it is wanted. */
export function keepOutlived(after: Instance & { readonly pendingCommands?: number }): Write[] {
  const placed = keys.placed('instance', after.id);
  if (!isKept(after)) return [recordKey(after), historyKey(after), placed].map((key) => ({ op: 'delete', key }));
  const { pendingCommands: _, ...instance } = after;
  const { clusterId, name, ownerId, groupId, permissions } = instance;
  const identity = { name, ownerId, groupId, permissions };
  return [put(recordKey(after), instance), put(keys.placed('instance', instance.id), { clusterId, identity })];
}
