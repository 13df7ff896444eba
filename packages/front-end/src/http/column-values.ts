import {
  fieldCalled,
  formatPermissions,
  instanceState,
  isOfUse,
  isUsedKind,
  type Scalar,
  type UsedKind,
  valuesAt,
  valuesOf,
} from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { useNow } from '../samples/use-now.ts';
import { views } from '../views/views.ts';

/** Columns whose value is not the object's own: it changes with time, with the link or with other objects. */
const changing: Partial<Record<Kind, ReadonlySet<string>>> = {
  cluster: new Set([
    'state',
    'lastHeardSeconds',
    'waitingCommands',
    'hosts',
    'instances',
    'unreadableRecords',
    'linkSince',
  ]),
  group: new Set(['users']),
  image: new Set(['state']),
  instance: new Set(['stateReason', 'lastHeardSeconds']),
  network: new Set(['leased', 'state']),
  token: new Set(['lastUsedAt']),
};

/** Of hosts only what the catalogue holds is theirs: the rest is their report, their link and their instances. */
const ownOfHosts: ReadonlySet<string> = new Set([
  'id',
  'name',
  'ownerId',
  'groupId',
  'permissions',
  'createdAt',
  'changedAt',
  'clusterId',
  'admission',
]);

/** False: while the object stays the same record, its value in this column stays the same. */
export const isChanging = (kind: Kind, column: string): boolean =>
  kind === 'host' ? !ownOfHosts.has(column) : isOfUse(kind, column) || (changing[kind]?.has(column) ?? false);

type Shown = Scalar | undefined;

/** Columns that would cost a whole view of each instance. */
const ofInstances: Readonly<Record<string, (instance: VisibleInstance) => Shown | readonly Shown[]>> = {
  hostId: (i) => i.hostId,
  templateId: (i) => i.templateId,
  kind: (i) => i.spec.kind,
  state: instanceState,
  cpus: (i) => i.spec.cpus,
  memoryMiB: (i) => i.spec.memoryMiB,
  requirements: (i) => i.spec.requirements,
  rank: (i) => i.spec.rank,
  antiAffinityGroup: (i) => i.spec.antiAffinityGroup,
  imageId: (i) => i.spec.disks.map((disk) => disk.imageId),
  networkId: (i) => i.spec.nics.map((nic) => nic.networkId),
  address: (i) => i.spec.nics.map((nic) => nic.address),
  mac: (i) => i.spec.nics.map((nic) => nic.mac),
};

/** What the object shows in a column; empty: nothing. */
export function columnValues<K extends Kind>(
  kind: K,
  object: Objects[K],
  column: string,
  cloud: Cloud,
): readonly Scalar[] {
  if (isUsedKind(kind) && isOfUse(kind, column)) {
    const path = fieldCalled(kind, column)?.path ?? column;
    return valuesAt({ use: useNow(kind, object as Objects[UsedKind], cloud) }, path);
  }
  if (column === 'permissions') return [formatPermissions(object.permissions)];
  if (!isChanging(kind, column) && Object.hasOwn(object, column)) {
    const own = valuesAt(object, column);
    if (own.length > 0) return own;
  }
  const direct = kind === 'instance' && Object.hasOwn(ofInstances, column) ? ofInstances[column] : undefined;
  if (direct !== undefined) return [direct(object as VisibleInstance)].flat().filter((value) => value !== undefined);
  // Of all fields: who may order by which was asked before.
  return valuesOf(kind, views[kind](object, cloud), column);
}
