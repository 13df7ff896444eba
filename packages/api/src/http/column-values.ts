import {
  fieldCalled,
  formatPermissions,
  isOfUse,
  isUsedKind,
  objectKinds,
  type Scalar,
  type UsedKind,
  valuesAt,
  valuesOf,
} from '@skerry/domain';
import type { Cell } from '../catalogue/kind-entry.ts';
import { kinds } from '../catalogue/kinds.ts';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { useNow } from '../samples/use-now.ts';
import { views } from '../views/views.ts';

/** By kind: whether the value in a column is not the object's own. */
const changes = Object.fromEntries(
  objectKinds.map((kind) => {
    const changing: readonly string[] | { readonly allBut: readonly string[] } = kinds[kind].changing;
    const isAllBut = 'allBut' in changing;
    const named = new Set(isAllBut ? changing.allBut : changing);
    return [kind, (column: string) => named.has(column) !== isAllBut];
  }),
) as { readonly [K in Kind]: (column: string) => boolean };

/** False: while the object stays the same record, its value in this column stays the same. */
export const isChanging = (kind: Kind, column: string): boolean => isOfUse(kind, column) || changes[kind](column);

type Cells = Readonly<Record<string, (object: Objects[Kind]) => Cell | readonly Cell[]>>;

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
  const cells = kinds[kind].cells as Cells | undefined;
  const cell = cells !== undefined && Object.hasOwn(cells, column) ? cells[column] : undefined;
  if (cell !== undefined) return [cell(object)].flat().filter((value) => value !== undefined);
  // Of all fields: who may order by which was asked before.
  return valuesOf(kind, views[kind](object, cloud), column);
}
