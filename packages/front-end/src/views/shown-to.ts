import { fieldCalled, isAdministrator, may, type ObjectMeta, type Subject } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import type { Kind } from '../catalogue/objects.ts';

/** Who is told, of those who may use the object at all. */
type Told = 'administrators' | 'managers' | 'members';

/**
 * Fields that tell of others: what lies on our machine, how much others have, who belongs to what. Whoever else reads
 * the object gets it without them. Every view of the API passes through this table; a field that counts what its reader
 * may not see belongs into it.
 */
export const restrictedFields: Partial<Readonly<Record<Kind, Readonly<Record<string, Told>>>>> = {
  // What was refused names what others have.
  cluster: {
    waitingCommands: 'managers',
    hosts: 'managers',
    instances: 'managers',
    refusals: 'managers',
    unreadableRecords: 'managers',
  },
  datastore: { path: 'administrators' },
  group: { users: 'members' },
  user: { sshKeys: 'managers' },
  // Addresses of a site's own network are none of its tenants'.
  host: { reserved: 'managers', instances: 'managers', refusals: 'managers', machine: 'managers' },
  // Why a host cannot build it tells of what the host is used for besides.
  network: { addresses: 'managers', unbuilt: 'managers' },
};

export function isTold(reader: Subject, told: Told, object: ObjectMeta): boolean {
  switch (told) {
    case 'administrators':
      return isAdministrator(reader);
    case 'managers':
      return may(reader, 'manage', object);
    case 'members':
      return may(reader, 'manage', object) || reader.groupIds.includes(object.id);
    default:
      return assertNever(told);
  }
}

/** The view without what its reader is not told. */
export function shownTo<V extends object>(reader: Subject, kind: Kind, object: ObjectMeta, view: V): V {
  const restricted = restrictedFields[kind];
  if (restricted === undefined) return view;
  return Object.fromEntries(
    Object.entries(view).filter(([field]) => {
      const told = restricted[field];
      return told === undefined || isTold(reader, told, object);
    }),
  ) as V;
}

/** To order by what one is not told would tell it: only who is told all may. */
export const isOrderedFor = (reader: Subject, kind: Kind, column: string): boolean =>
  isToldToAll(kind, column) || isAdministrator(reader);

/** Every reader of the object is told what stands in the column, wherever in the object that is. */
export const isToldToAll = (kind: Kind, column: string): boolean =>
  restrictedFields[kind]?.[(fieldCalled(kind, column)?.path ?? column).split('.')[0] ?? column] === undefined;
