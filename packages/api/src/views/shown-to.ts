import { fieldCalled, isAdministrator, may, type ObjectMeta, objectKinds, type Subject } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import type { Told } from '../catalogue/kind-entry.ts';
import { kinds } from '../catalogue/kinds.ts';
import type { Kind } from '../catalogue/objects.ts';

type Restricted = Readonly<Record<string, Told>>;

/** Every view of the API passes through this: whoever may not be told a field gets the object without it. */
const restrictedFields = Object.fromEntries(
  objectKinds.map((kind) => [kind, Object.keys(kinds[kind].told).length === 0 ? undefined : kinds[kind].told]),
) as { readonly [K in Kind]: Restricted | undefined };

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
