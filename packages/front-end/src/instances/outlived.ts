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
  type InstanceHistory,
  type LostWithCluster,
  withHappenings,
} from '@skerry/domain';
import { type Entry, put, type Store, type Write } from '@skerry/store';
import { placing } from '../clusters/placings.ts';
import { keys } from '../state/keys.ts';

/** Characters of JSON that are kept of the history of one: as its cluster did, unless it was told otherwise. */
const mostOfHistory = 16_000;

type Parted = Pick<Instance, 'id' | 'clusterId'>;

const recordKey = ({ clusterId, id }: Parted) => keys.mirror(clusterId, 'instance', id);
const historyKey = ({ clusterId, id }: Parted) => keys.mirror(clusterId, 'history', id);

/** What was being deleted is gone with its cluster; the rest stays. */
const isKept = (instance: Instance): boolean => instanceState(instance) !== 'deleting';

/** What becomes of an instance that the cluster had told. Repeated, it writes nothing more. */
export async function outliving(
  { value: instance }: Entry<Instance>,
  lost: LostWithCluster,
  store: Store,
): Promise<Write[]> {
  // The record last: without it nobody would find the history.
  const key = recordKey(instance);
  if (!isKept(instance)) return [historyKey(instance), key].map((each) => ({ op: 'delete', key: each }));
  if (instance.lost?.at === lost.at) return [];
  return [...(await historyOf(instance, lost, store)), put(key, loseWithCluster(instance, lost))];
}

async function historyOf(parted: Parted, lost: LostWithCluster, store: Store): Promise<Write[]> {
  const key = historyKey(parted);
  const history: InstanceHistory = (await store.get(key))?.value ?? { instanceId: parted.id, happenings: [] };
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
  return [
    put(recordKey(after), instance),
    placing('instance', instance.id, { clusterId, identity: { name, ownerId, groupId, permissions } }),
  ];
}
