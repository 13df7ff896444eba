import type { ObjectKind } from '../object/meta.ts';
import { toNumber } from '../network/subnet.ts';
import { fieldCalled } from './fields.ts';

export type Scalar = string | number | boolean;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** All that stands at a dotted path of what the API shows; lists on the way are gone through. */
export function valuesAt(object: unknown, path: string): readonly Scalar[] {
  const direct = typeof object === 'object' && object !== null && Object.hasOwn(object, path);
  const value = direct ? (object as Readonly<Record<string, unknown>>)[path] : undefined;
  return isScalar(value) ? [value] : valuesWithin(object, path);
}

function valuesWithin(object: unknown, path: string): readonly Scalar[] {
  let found: readonly unknown[] = [object];
  for (const key of path.split('.')) {
    found = found.flatMap((value) => {
      const inner = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      return inner ? (value as Readonly<Record<string, unknown>>)[key] : [];
    });
  }
  return found.filter(isScalar);
}

/** What an object, as the API shows it, has in a field of its kind. */
export const valuesOf = (kind: ObjectKind, object: unknown, field: string): readonly Scalar[] =>
  valuesAt(object, fieldCalled(kind, field)?.path ?? field);

/** Texts are ordered by their beginning, so that the place in a list fits into a cursor; equal ones by number. */
const orderedCharacters = 100;

/** The value by which an object is ordered: of several the first, addresses by their number. Null: nothing is there. */
export function orderValue(kind: ObjectKind, field: string, values: readonly Scalar[]): Scalar | null {
  const value = values[0];
  if (value === undefined) return null;
  if (typeof value !== 'string') return value;
  return fieldCalled(kind, field)?.type === 'address' ? addressOrder(value) : value.slice(0, orderedCharacters);
}

function addressOrder(text: string): number | string {
  try {
    return toNumber(text);
  } catch {
    return text;
  }
}

/** How objects of a kind, as the API shows them, are ordered by a field. Made once for many of them. */
export function orderReader(kind: ObjectKind, field: string): (object: unknown) => Scalar | null {
  const path = fieldCalled(kind, field)?.path ?? field;
  return (object) => orderValue(kind, field, valuesAt(object, path));
}

/** Nothing comes first, then false and true, numbers by size, text by code units. */
export function compareValues(a: Scalar | null, b: Scalar | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
