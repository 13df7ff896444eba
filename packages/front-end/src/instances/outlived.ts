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
import type { Entry, Json, Store, Write } from '@skerry/store';
import { placing } from '../clusters/placings.ts';
import { keys } from '../state/keys.ts';

/** Characters of JSON that are kept of the history of one: as its cluster did, unless it was told otherwise. */
const mostOfHistory = 16_000;

type Parted = Pick<Instance, 'id' | 'clusterId'>;

const recordKey = ({ clusterId, id }: Parted): string => `${keys.mirrorOf(clusterId)}instance/${id}`;
const historyKey = ({ clusterId, id }: Parted): string => `${keys.mirrorOf(clusterId)}history/${id}`;

/** What was being deleted is gone with its cluster; the rest stays. */
const isKept = (instance: Instance): boolean => instanceState(instance) !== 'deleting';

/**
 * What becomes of one thing that the cluster had told: nothing stays of it but its instances and what happened to them.
 * Repeated, it writes nothing more.
 */
export async function outliving({ key, value }: Entry, lost: LostWithCluster, store: Store): Promise<Write[]> {
  const [, , cluster = '', what, id = ''] = key.split('/');
  const parted = { clusterId: Number(cluster), id: Number(id) };
  if (what === 'history') {
    const instance = (await store.get(recordKey(parted)))?.value as Instance | undefined;
    return instance !== undefined && isKept(instance) ? [] : [{ op: 'delete', key }];
  }
  if (what !== 'instance') return [{ op: 'delete', key }];
  const instance = value as unknown as Instance;
  if (!isKept(instance)) return [{ op: 'delete', key }];
  if (instance.lost?.at === lost.at) return [];
  const after = loseWithCluster(instance, lost);
  return [...(await historyOf(parted, lost, store)), { op: 'put', key, value: after as unknown as Json }];
}

async function historyOf(parted: Parted, lost: LostWithCluster, store: Store): Promise<Write[]> {
  const key = historyKey(parted);
  const kept = (await store.get(key))?.value as InstanceHistory | undefined;
  const history = kept ?? { instanceId: parted.id, happenings: [] };
  if (history.happenings.at(-1)?.what === 'lost') return [];
  const told = { at: lost.at, what: 'lost', message: `${lostSentence(lost)}, and it with it.` } as const;
  const bounds = { happenings: mostHappenings.cluster, characters: mostOfHistory };
  return [{ op: 'put', key, value: withHappenings(history, [told], bounds) as unknown as Json }];
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
    { op: 'put', key: recordKey(after), value: instance as unknown as Json },
    placing('instance', instance.id, { clusterId, identity: { name, ownerId, groupId, permissions } }),
  ];
}
