import { formatPermissions, instanceState } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { views } from '../views/views.ts';

export type Scalar = string | number | boolean;

/** Columns whose value is not the object's own: it changes with time, with the link or with other objects. */
const changing: Partial<Record<Kind, ReadonlySet<string>>> = {
  cluster: new Set(['state', 'lastHeardSeconds', 'waitingCommands', 'hosts', 'instances']),
  group: new Set(['users']),
  image: new Set(['state']),
  instance: new Set(['stateReason', 'lastHeardSeconds']),
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
  kind === 'host' ? !ownOfHosts.has(column) : (changing[kind]?.has(column) ?? false);

/** Columns that would cost a whole view of each instance. */
const ofInstances: Readonly<Record<string, (instance: VisibleInstance) => Scalar>> = {
  kind: (i) => i.spec.kind,
  state: instanceState,
  cpus: (i) => i.spec.cpus,
  memoryMiB: (i) => i.spec.memoryMiB,
  requirements: (i) => i.spec.requirements,
  rank: (i) => i.spec.rank,
};

/** What the object shows in a column; undefined: nothing. */
export function columnValue<K extends Kind>(
  kind: K,
  object: Objects[K],
  column: string,
  cloud: Cloud,
): Scalar | undefined {
  if (column === 'permissions') return formatPermissions(object.permissions);
  if (!isChanging(kind, column)) {
    const own = Object.hasOwn(object, column) ? (object as unknown as Record<string, unknown>)[column] : undefined;
    if (isScalar(own)) return own;
  }
  const direct = kind === 'instance' && Object.hasOwn(ofInstances, column) ? ofInstances[column] : undefined;
  if (direct !== undefined) return direct(object as VisibleInstance);
  // Of all fields: who may order by which was asked before.
  const value = (views[kind](object, cloud) as Readonly<Record<string, unknown>>)[column];
  return isScalar(value) ? value : undefined;
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
