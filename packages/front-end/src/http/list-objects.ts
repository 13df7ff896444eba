import { isAdministrator, may } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud, Row } from '../cloud.ts';
import { invalidField } from '../errors.ts';
import { textOf, viewSchemas } from '../views/views.ts';
import { isOrderedFor } from '../views/shown-to.ts';
import type { Caller } from './call.ts';
import { columnValue, isChanging } from './column-values.ts';
import { columnsOf } from './columns.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';
import { compare } from './ordered-rows.ts';

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

const notFilters = new Set(['limit', 'after', 'sort', 'order', 'name', 'search', 'label']);

/**
 * One page, as JSON, of what the caller may use. A page starts after the last object of the page before, by sort value
 * and number, so what is inserted or deleted meanwhile neither repeats nor skips others.
 */
export function listObjects(kind: Kind, query: ListQuery, caller: Caller, cloud: Cloud): string {
  const columns = columnsOf(viewSchemas[kind]);
  if (!columns.has(query.sort)) {
    throw invalidField('sort', `One cannot sort by "${query.sort}". Use one of: ${[...columns].join(', ')}.`);
  }
  const filters = Object.entries(query).filter(([field, value]) => !notFilters.has(field) && value !== undefined);
  for (const [field] of filters) {
    if (!columns.has(field)) throw invalidField(field, `There is nothing called "${field}" in a ${kind}.`);
  }
  const { name, label, order } = query;
  // In a column that he is not told, all objects of a reader have nothing: they are ordered by number.
  const sort = isOrderedFor(caller, kind, query.sort) ? query.sort : 'id';
  const search = query.search?.toLowerCase();
  const asked = JSON.stringify([name, search, label, filters]);
  const labels = parseLabels(label);
  const from = query.after === undefined ? undefined : decodeCursor(query.after, { kind, asked, sort, order });
  const matches = (object: Objects[Kind]) =>
    may(caller, 'use', object) &&
    (name === undefined || object.name === name) &&
    (search === undefined || object.name.toLowerCase().includes(search)) &&
    labels.every(
      ([key, value]) => Object.hasOwn(object.labels, key) && (value === undefined || object.labels[key] === value),
    ) &&
    filters.every(([field, value]) => columnValue(kind, object, field, cloud) === value);
  const rights = isAdministrator(caller) ? 'all' : [caller.userId, ...caller.groupIds];
  const question = filters.some(([field]) => isChanging(kind, field)) ? undefined : JSON.stringify([rights, asked]);
  const rows = cloud.orderedRows.selected(kind, sort, question, matches, cloud);

  // Rows are in rising order; a falling list is read from the end.
  const at = (i: number) => rows[order === 'asc' ? i : rows.length - 1 - i] as Row<Kind>;
  const start = from === undefined ? 0 : firstAfter(rows.length, at, from, order === 'asc' ? 1 : -1);
  const items: string[] = [];
  let characters = 0;
  let end = start;
  // A page is full at its limit of objects, or of bytes: the cursor goes on from either.
  while (end < rows.length && items.length < query.limit && characters < cloud.limits['page-bytes']) {
    const text = textOf(kind, at(end).object, cloud, caller);
    items.push(text);
    characters += text.length;
    end++;
  }
  const last = end < rows.length && end > start ? at(end - 1) : undefined;
  const next =
    last === undefined ? {} : { next: encodeCursor({ kind, asked, sort, order }, last.value, last.object.id) };
  const rest = JSON.stringify({ total: rows.length, ...next, revision: cloud.model.revision });
  return `{"items":[${items.join(',')}],${rest.slice(1)}`;
}

/** Index of the first row behind the cursor, in the order of the list. */
function firstAfter<K extends Kind>(count: number, at: (i: number) => Row<K>, from: Cursor, sign: 1 | -1): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { value, object } = at(middle);
    if (sign * (compare(value, from.value) || object.id - from.id) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function parseLabels(text: string | undefined): [string, string | undefined][] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    return at === -1 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
  });
}
