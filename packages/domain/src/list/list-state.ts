/**
 * A list as far as it was fetched, kept true by events. It holds whole pages from the start of the order on, without
 * gaps: `next` continues after the last item. Pure, so that its rules can be tried without a server.
 */
import type { Labels, ObjectKind } from '../object/meta.ts';
import { type Asked, isSelected, searchedFields, selectionOf } from './filter.ts';
import { compareValues, orderReader, valuesOf } from './values.ts';

export interface Listed {
  readonly id: number;
  readonly name: string;
  readonly labels: Labels;
}
export type ListParameters = Readonly<Record<string, Asked | undefined>>;

export interface ListState<T extends Listed = Listed> {
  readonly items: readonly T[];
  /** On all pages, fetched or not. */
  readonly total: number;
  readonly next: string | undefined;
  /** Of the newest page: events up to it are in the items. */
  readonly revision: number;
}

/** `object` undefined: it is gone, or may not be seen any more. */
export interface ObjectChange<T extends Listed = Listed> {
  readonly id: number;
  readonly revision: number;
  readonly object: T | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next?: string | undefined;
  readonly revision: number;
}

export const firstPage = <T extends Listed>({ items, total, next, revision }: Page<T>): ListState<T> => ({
  items,
  total,
  next,
  revision,
});

/** What came with the page counts more than what was there before, for its revision is newer. */
export function withPage<T extends Listed>(state: ListState<T>, page: Page<T>): ListState<T> {
  const fresh = new Set(page.items.map((item) => item.id));
  return {
    items: [...state.items.filter((item) => !fresh.has(item.id)), ...page.items],
    total: page.total,
    next: page.next,
    revision: Math.max(state.revision, page.revision),
  };
}

/**
 * The list after some changes. An object takes its place in the order; one that belongs after the last fetched item is
 * left to the page that is still to come.
 */
export function withChanges<T extends Listed>(
  kind: ObjectKind,
  state: ListState<T>,
  parameters: ListParameters,
  changes: readonly ObjectChange<T>[],
): ListState<T> {
  const latest = new Map(changes.map((change) => [change.id, change]));
  if (latest.size === 0) return state;
  const compare = comparison<T>(kind, parameters);
  const matches = matcher(kind, parameters);
  const before = new Map<number, T>();
  const kept: T[] = [];
  for (const item of state.items) {
    if (latest.has(item.id)) before.set(item.id, item);
    else kept.push(item);
  }
  const incoming = [...latest.values()]
    .flatMap(({ id, object }) => (object !== undefined && matches(object) ? [withUse(object, before.get(id))] : []))
    .sort(compare);
  if (incoming.length === 0 && before.size === 0) return state;
  // Where the end of what was fetched lies: the old last item, also when it has just moved or gone.
  const end = state.next === undefined ? undefined : state.items.at(-1);
  const placed = end === undefined ? incoming : incoming.filter((item) => compare(item, end) <= 0);
  const items = merged(kept, placed, compare);
  // Of an object that was not in sight it is not known whether it was counted; the next page tells.
  const total =
    end === undefined ? items.length : Math.max(items.length, state.total + items.length - state.items.length);
  return { ...state, items, total };
}

/** Changes do not tell what an object uses now: it keeps its place until the list is read again. */
function withUse<T extends Listed & { readonly use?: unknown }>(object: T, before: T | undefined): T {
  return before?.use === undefined || object.use !== undefined ? object : { ...object, use: before.use };
}

/** Both in order; the result too. */
function merged<T>(a: readonly T[], b: readonly T[], compare: (x: T, y: T) => number): T[] {
  if (b.length === 0) return [...a];
  const all: T[] = [];
  let from = 0;
  for (const item of b) {
    while (from < a.length && compare(a[from] as T, item) <= 0) all.push(a[from++] as T);
    all.push(item);
  }
  while (from < a.length) all.push(a[from++] as T);
  return all;
}

/** The server's order: by the value of a field, then by number; nothing comes first. */
export function comparison<T extends Listed>(
  kind: ObjectKind,
  { sort = 'id', order = 'asc' }: ListParameters,
): (a: T, b: T) => number {
  const sign = order === 'desc' ? -1 : 1;
  const value = orderReader(kind, String(sort));
  return (a, b) => sign * (compareValues(value(a), value(b)) || a.id - b.id);
}

/** Would the server list an object under these parameters? The rule is the server's own. */
export function matcher(kind: ObjectKind, parameters: ListParameters): (object: Listed) => boolean {
  const { selection, problems } = selectionOf(kind, parameters);
  if (problems.length > 0) return () => false;
  return (object) => {
    const values = (field: string) => valuesOf(kind, object, field);
    const found = () => searchedFields(kind).flatMap((field) => values(field).map(String));
    return isSelected(selection, object, values, found);
  };
}
