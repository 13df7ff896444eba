/**
 * What a list is asked with, and which objects it then holds: one rule for server, console and command line.
 *
 * A filter is a field and what may stand in it: `state=running`; several with commas: any of them; `!` in front: none of
 * them; `none`: nothing is there; `\,` is a comma. Filters of several fields must all hold. The same field twice: both
 * hold where an object can have several (labels, networks, images), else it is refused, for nothing could fit.
 */
import { assertNever } from '@skerry/kit/assert-never';
import { didYouMean } from '@skerry/kit/nearest';
import type { Labels, ObjectKind } from '../object/meta.ts';
import type { ListField } from './field.ts';
import { fieldCalled, filterParameters } from './fields.ts';
import { everyFilter, unknownWord } from './words.ts';
import type { Scalar } from './values.ts';

/** Of a query: one value, or the same parameter several times. */
export type Asked = string | number | readonly string[];

export interface ListProblem {
  readonly field: string;
  /** A sentence, with what may be written instead. */
  readonly message: string;
}

/** Some values, any of which may be there; with `not`, none may. Null stands for nothing. */
export interface AnyOf<T> {
  readonly any: readonly T[];
  readonly not: boolean;
}
export interface FieldFilter extends AnyOf<Scalar | null> {
  readonly field: string;
}
export interface LabelFilter {
  readonly key: string;
  /** Absent: with any value. */
  readonly value?: string;
  readonly not: boolean;
}
export interface Selection {
  readonly name?: string;
  readonly search: readonly AnyOf<string>[];
  readonly labels: readonly LabelFilter[];
  readonly fields: readonly FieldFilter[];
}

const knownParameters = (kind: ObjectKind) => [...everyFilter, ...filterParameters(kind)];

/** Parameters of every list that are no filters. */
const notFilters = new Set(['limit', 'after', 'sort', 'order', 'use']);

/**
 * What was asked, understood; or all that was not. Parameters that the kind has not are problems too. Sentences are in
 * the words of the API, or in those of people.
 */
export function selectionOf(
  kind: ObjectKind,
  asked: Readonly<Record<string, unknown>>,
  words: 'api' | 'people' = 'api',
): { readonly selection: Selection; readonly problems: readonly ListProblem[] } {
  const problems: ListProblem[] = [];
  const fields: FieldFilter[] = [];
  const labels: LabelFilter[] = [];
  const search: AnyOf<string>[] = [];
  let name: string | undefined;
  for (const [parameter, value] of Object.entries(asked)) {
    if (value === undefined || notFilters.has(parameter)) continue;
    const texts = Array.isArray(value)
      ? value.map(String)
      : [typeof value === 'string' ? value : JSON.stringify(value)];
    const field = fieldCalled(kind, parameter);
    if (parameter === 'label') labels.push(...texts.flatMap(splitAtCommas).filter(Boolean).map(labelFilter));
    else if (parameter === 'search') search.push(...texts.map(anyOf));
    else if (parameter !== 'name' && !field?.filters) {
      problems.push({
        field: parameter,
        message: unknownWord(`A list of ${kind}s has no filter`, parameter, knownParameters(kind)),
      });
    } else if (texts.length > 1 && !field?.many) {
      problems.push({
        field: parameter,
        message: twice(words === 'api' || field === undefined ? parameter : field.name, texts, field),
      });
    } else if (parameter === 'name') name = texts[0] ?? '';
    else if (field) for (const text of texts) readFilter(parameter, field, text, fields, problems);
  }
  return { selection: { ...(name === undefined ? {} : { name }), search, labels, fields }, problems };
}

/** Would the list hold an object? `values`: what it has in a field. */
export function isSelected(
  { name, search, labels, fields }: Selection,
  object: { readonly name: string; readonly labels: Labels },
  values: (field: string) => readonly Scalar[],
  /** What is looked through for a part of a text, beside the name. */
  found: () => readonly string[] = () => [],
): boolean {
  if (name !== undefined && object.name !== name) return false;
  if (search.length > 0) {
    const texts = [object.name, ...found()].map((text) => text.toLowerCase());
    const holds = (part: string) => texts.some((text) => text.includes(part.toLowerCase()));
    if (!search.every(({ any, not }) => any.some(holds) !== not)) return false;
  }
  return labels.every((label) => hasLabel(object.labels, label) !== label.not) && fields.every((f) => fits(f, values));
}

/** Fields beside the name in which `search` finds a part. */
export const searchedFields = (kind: ObjectKind): readonly string[] =>
  kind === 'instance' || kind === 'lease' ? ['address', 'mac'] : [];

/** A label that comes with the language, such as `toString`, is nobody's. */
const hasLabel = (labels: Labels, { key, value }: LabelFilter): boolean =>
  Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);

function fits({ field, any, not }: FieldFilter, values: (field: string) => readonly Scalar[]): boolean {
  const there = values(field);
  const holds = any.some((wanted) => (wanted === null ? there.length === 0 : there.includes(wanted)));
  return holds !== not;
}

function readFilter(parameter: string, field: ListField, text: string, into: FieldFilter[], problems: ListProblem[]) {
  const { any, not } = anyOf(text);
  const read = any.map((word) => (word === 'none' ? null : valueOf(parameter, field, word)));
  const wrong = read.filter((value) => typeof value === 'object' && value !== null);
  problems.push(...wrong);
  if (wrong.length === 0) into.push({ field: parameter, not, any: read as (Scalar | null)[] });
}

/** One value of a filter as it stands in objects, or what is wrong with it. */
export function valueOf(parameter: string, field: ListField, word: string): Scalar | ListProblem {
  const wrong = (message: string) => ({ field: parameter, message });
  switch (field.type) {
    case 'choice': {
      const value = field.values.find((v) => v === word.toLowerCase());
      if (value !== undefined) return value;
      const hint = didYouMean(word, field.values);
      const all = `Use one of: ${field.values.join(', ')}.`;
      return wrong(`"${word}" is no ${field.name}. ${hint === undefined ? '' : `${hint} `}${all}`);
    }
    case 'truth':
      if (/^(true|yes)$/i.test(word)) return true;
      return /^(false|no)$/i.test(word) ? false : wrong(`"${word}" is neither yes nor no.`);
    case 'reference':
      return /^\d{1,15}$/.test(word) ? Number(word) : wrong(`"${word}" is not the number of a ${field.of}.`);
    case 'number':
      return /^\d{1,15}$/.test(word) ? Number(word) : wrong(`"${word}" is not a whole number.`);
    case 'address':
    case 'text':
      return word === '' ? wrong('This is empty. "none" finds what has none.') : word;
    case 'time':
      return wrong('Lists are ordered by time, not filtered by it.');
    default:
      return assertNever(field);
  }
}

export function anyOf(text: string): AnyOf<string> {
  const not = text.startsWith('!');
  return { not, any: splitAtCommas(not ? text.slice(1) : text) };
}

function splitAtCommas(text: string): string[] {
  return text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ','));
}

function labelFilter(text: string): LabelFilter {
  const not = text.startsWith('!');
  const plain = not ? text.slice(1) : text;
  const end = plain.indexOf('=');
  return end === -1 ? { key: plain, not } : { key: plain.slice(0, end), value: plain.slice(end + 1), not };
}

const twice = (parameter: string, texts: readonly string[], field: ListField | undefined): string =>
  field?.filters !== true
    ? 'This is given more than once.'
    : `"${parameter}" is given more than once, and no object has more than one. For any of them write ${parameter}=${texts.join(',')}.`;
