import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { instanceState, may } from '@skerry/domain';
import { invalidField } from '../errors.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { viewOf, type View, viewSchemas } from '../views/views.ts';
import type { Caller } from './call.ts';
import { columnsOf } from './columns.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** What every list is asked with; filters of the kind stand beside. */
export interface ListQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly name?: string | undefined;
  readonly search?: string | undefined;
  readonly label?: string | undefined;
  readonly [filter: string]: unknown;
}

export interface ListPage<K extends Kind> {
  readonly items: View<K>[];
  readonly total: number;
  readonly next?: string;
  readonly revision: number;
}

const notFilters = new Set(['limit', 'after', 'sort', 'order', 'name', 'search', 'label']);
type Scalar = string | number | boolean;

/**
 * One page of what the caller may use. A page starts after the last object of the page before, by sort value and
 * number, so what is inserted or deleted meanwhile neither repeats nor skips others.
 */
export function listObjects<K extends Kind>(kind: K, query: ListQuery, caller: Caller, cloud: Cloud): ListPage<K> {
  const columns = columnsOf(viewSchemas[kind]);
  if (!columns.has(query.sort)) {
    throw invalidField('sort', `One cannot sort by "${query.sort}". Use one of: ${[...columns].join(', ')}.`);
  }
  const filters = Object.entries(query).filter(([field, value]) => !notFilters.has(field) && value !== undefined);
  for (const [field] of filters) {
    if (!columns.has(field)) throw invalidField(field, `There is nothing called "${field}" in a ${kind}.`);
  }
  const labels = parseLabels(query.label);
  const column = columnReader(kind, cloud);
  const matches = (object: Objects[K]) =>
    may(caller, 'use', object) &&
    (query.name === undefined || object.name === query.name) &&
    (query.search === undefined || object.name.toLowerCase().includes(query.search.toLowerCase())) &&
    labels.every(([key, value]) => key in object.labels && (value === undefined || object.labels[key] === value)) &&
    filters.every(([field, value]) => column(object, field) === value);

  const rows: { object: Objects[K]; value: Scalar | null }[] = [];
  for (const object of cloud.model.all(kind)) {
    if (matches(object)) rows.push({ object, value: column(object, query.sort) ?? null });
  }
  const sign = query.order === 'asc' ? 1 : -1;
  rows.sort((a, b) => sign * (compare(a.value, b.value) || a.object.id - b.object.id));
  const from = query.after === undefined ? undefined : decodeCursor(query.after, query.sort, query.order);
  const start =
    from === undefined ? 0 : rows.findIndex((r) => sign * (compare(r.value, from.value) || r.object.id - from.id) > 0);
  const chosen = start === -1 ? [] : rows.slice(start, start + query.limit);
  const last = chosen.at(-1);
  const more = start !== -1 && start + query.limit < rows.length && last !== undefined;
  return {
    items: chosen.map(({ object }) => viewOf(kind, object, cloud)),
    total: rows.length,
    ...(more
      ? { next: encodeCursor({ sort: query.sort, order: query.order, value: last.value, id: last.object.id }) }
      : {}),
    revision: cloud.model.revision,
  };
}

/** Values of columns; a whole view is made only where the object itself does not have the column. */
function columnReader<K extends Kind>(kind: K, cloud: Cloud) {
  const viewed = new Map<number, Readonly<Record<string, unknown>>>();
  return (object: Objects[K], field: string): Scalar | undefined => {
    const own = (object as unknown as Readonly<Record<string, unknown>>)[field];
    if (isScalar(own)) return own;
    if (kind === 'instance' && field === 'state') return instanceState(object as VisibleInstance);
    let view = viewed.get(object.id);
    if (view === undefined) {
      view = viewOf(kind, object, cloud);
      viewed.set(object.id, view);
    }
    const value = view[field];
    return isScalar(value) ? value : undefined;
  };
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Nothing comes first, then false and true, numbers by size, text by code points. */
function compare(a: Scalar | null, b: Scalar | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function parseLabels(text: string | undefined): [string, string | undefined][] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    return at === -1 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
  });
}
