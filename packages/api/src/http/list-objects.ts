import {
  compareValues,
  fieldCalled,
  isAdministrator,
  isSelected,
  isUsedKind,
  may,
  searchedFields,
  type Selection,
  selectionOf,
  sortFields,
  unknownWord,
  type UsedKind,
} from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud, Row } from '../cloud.ts';
import { RequestError, invalidField } from '../errors.ts';
import { textOf } from '../views/views.ts';
import { isOrderedFor } from '../views/shown-to.ts';
import { useNow } from '../samples/use-now.ts';
import type { Caller } from '../requests/call.ts';
import { columnValues, isChanging } from './column-values.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

/** What every list is asked with; what it is filtered by stands beside. */
export interface ListQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly [filter: string]: unknown;
}

/**
 * One page, as JSON, of what the caller may use. A page starts after the last object of the page before, by sort value
 * and number, so what is inserted or deleted meanwhile neither repeats nor skips others.
 */
export function listObjects(kind: Kind, query: ListQuery, caller: Caller, cloud: Cloud): string {
  if (fieldCalled(kind, query.sort)?.sorts !== true) {
    throw invalidField('sort', unknownWord(`A list of ${kind}s is not ordered by`, query.sort, sortFields(kind)));
  }
  const { selection, problems } = selectionOf(kind, query);
  const [wrong] = problems;
  if (wrong !== undefined) {
    throw new RequestError('invalid-request', wrong.message, { field: wrong.field, errors: [...problems] });
  }
  const { order } = query;
  // In a column that he is not told, all objects of a reader have nothing: they are ordered by number.
  const sort = isOrderedFor(caller, kind, query.sort) ? query.sort : 'id';
  const asked = JSON.stringify(selection);
  const from = query.after === undefined ? undefined : decodeCursor(query.after, { kind, asked, sort, order });
  const isMatch = (object: Objects[Kind]) => {
    const values = (field: string) => columnValues(kind, object, field, cloud);
    const found = () => searchedFields(kind).flatMap((field) => values(field).map(String));
    return may(caller, 'use', object) && isSelected(selection, object, values, found);
  };
  const { faults } = cloud;
  const matches = (object: Objects[Kind]) => faults.attempt(object, `a list of ${kind}s`, () => isMatch(object), false);
  const rights = isAdministrator(caller) ? 'all' : [caller.userId, ...caller.groupIds];
  const question = selection.fields.some(({ field }) => isChanging(kind, field))
    ? undefined
    : JSON.stringify([rights, asked]);
  const ids = numbersIn(selection);
  const rows =
    ids === undefined
      ? cloud.orderedRows.selected(kind, sort, question, matches, cloud)
      : cloud.orderedRows.among(kind, sort, ids, matches, cloud);

  // Rows are in rising order; a falling list is read from the end.
  const at = (i: number) => rows[order === 'asc' ? i : rows.length - 1 - i] as Row<Kind>;
  const start = from === undefined ? 0 : firstAfter(rows.length, at, from, order === 'asc' ? 1 : -1);
  const plain = (object: Objects[Kind]) => textOf(kind, object, cloud, caller);
  const write = query['use'] === true && isUsedKind(kind) ? withUse(kind, plain, cloud) : plain;
  const items: string[] = [];
  let characters = 0;
  let end = start;
  // A page is full at its limit of objects, or of bytes: the cursor goes on from either.
  while (end < rows.length && items.length < query.limit && characters < cloud.limits['page-bytes']) {
    const { object } = at(end);
    const text = faults.attempt(object, `a list of ${kind}s`, () => write(object), undefined);
    end++;
    if (text === undefined) continue;
    items.push(text);
    characters += text.length;
  }
  const last = end < rows.length && end > start ? at(end - 1) : undefined;
  const next =
    last === undefined ? {} : { next: encodeCursor({ kind, asked, sort, order }, last.value, last.object.id) };
  const rest = JSON.stringify({ total: rows.length, ...next, revision: cloud.model.revision });
  return `{"items":[${items.join(',')}],${rest.slice(1)}`;
}

/** All that can be selected, where that was said by number. */
function numbersIn({ fields }: Selection): readonly number[] | undefined {
  const any = fields.find(({ field, not }) => field === 'id' && !not)?.any;
  return any?.filter((id) => typeof id === 'number');
}

/** What each uses now comes last: the text before is that of everybody. */
const withUse = (kind: UsedKind, plain: (object: Objects[Kind]) => string, cloud: Cloud) => (object: Objects[Kind]) => {
  const use = useNow(kind, object as Objects[UsedKind], cloud);
  const text = plain(object);
  return use === undefined ? text : `${text.slice(0, -1)},"use":${JSON.stringify(use)}}`;
};

/** Index of the first row behind the cursor, in the order of the list. */
function firstAfter<K extends Kind>(count: number, at: (i: number) => Row<K>, from: Cursor, sign: 1 | -1): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { value, object } = at(middle);
    if (sign * (compareValues(value, from.value) || object.id - from.id) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
