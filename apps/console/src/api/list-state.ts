/**
 * A list as far as it was fetched, kept true by events. It holds whole pages from the start of the order on, without
 * gaps: `next` continues after the last item. Pure, so that its rules can be tried without a server.
 */

export interface Listed {
  readonly id: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
export type ListParameters = Readonly<Record<string, string | number | undefined>>;

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
  state: ListState<T>,
  parameters: ListParameters,
  changes: readonly ObjectChange<T>[],
): ListState<T> {
  const latest = new Map(changes.map((change) => [change.id, change]));
  if (latest.size === 0) return state;
  const compare = comparison<T>(parameters);
  const before = new Map<number, T>();
  const kept: T[] = [];
  for (const item of state.items) {
    if (latest.has(item.id)) before.set(item.id, item);
    else kept.push(item);
  }
  const incoming = [...latest.values()]
    .flatMap(({ object }) => (object !== undefined && matches(object, parameters) ? [object] : []))
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
export function comparison<T extends Listed>({ sort = 'id', order = 'asc' }: ListParameters): (a: T, b: T) => number {
  const sign = order === 'desc' ? -1 : 1;
  const value = (item: T) => (item as unknown as Readonly<Record<string, string | number>>)[String(sort)] ?? null;
  return (a, b) => sign * (compareValues(value(a), value(b)) || a.id - b.id);
}

function compareValues(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

const notFields = new Set(['limit', 'after', 'sort', 'order', 'name', 'search', 'label']);

/** Would the server list it under these parameters? */
export function matches(object: Listed, parameters: ListParameters): boolean {
  const { name, search, label } = parameters;
  if (name !== undefined && object.name !== name) return false;
  if (search !== undefined && !object.name.toLowerCase().includes(String(search).toLowerCase())) return false;
  for (const part of label === undefined || label === '' ? [] : String(label).split(',')) {
    const at = part.indexOf('=');
    const key = at === -1 ? part : part.slice(0, at);
    if (!(key in object.labels) || (at !== -1 && object.labels[key] !== part.slice(at + 1))) return false;
  }
  const fields = object as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(parameters).every(
    ([field, wanted]) => notFields.has(field) || wanted === undefined || String(fields[field]) === String(wanted),
  );
}
