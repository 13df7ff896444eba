import { didYouMean } from '@skerry/kit/nearest';
import type { ObjectKind } from '../object/meta.ts';
import type { ListField } from './field.ts';
import { fieldsOf } from './fields.ts';

/** How people call fields: in filters, orders and headings of columns alike. The API's own names are understood too. */

export const listOrders = ['asc', 'desc'] as const;
export type ListOrder = (typeof listOrders)[number];

export interface NamedField {
  /** Of the API. */
  readonly parameter: string;
  readonly field: ListField;
}

const plain = (word: string): string => word.toLowerCase().replaceAll('_', '-');

export function fieldNamed(kind: ObjectKind, word: string): NamedField | undefined {
  const wanted = plain(word);
  const entries = Object.entries(fieldsOf(kind));
  const found =
    entries.find(([, { name }]) => name === wanted) ??
    entries.find(([parameter]) => parameter === word || plain(parameter) === wanted);
  return found && { parameter: found[0], field: found[1] };
}

export const wordsOf = (kind: ObjectKind, use: 'filters' | 'sorts'): string[] =>
  Object.values(fieldsOf(kind)).flatMap((field) => (field[use] ? [field.name] : []));

/** A sentence about a word that is not understood, with the nearest that is, and all that are. */
export function unknownWord(sentence: string, word: string, known: readonly string[]): string {
  const hint = didYouMean(word, known);
  return `${sentence} "${word}".${hint === undefined ? '' : ` ${hint}`} Use one of: ${known.join(', ')}.`;
}

/** Every list can be asked for these; what else depends on the kind. */
export const everyFilter = ['label', 'name', 'search'] as const;

/** The parameter of the API that a word of a filter stands for, or a sentence. */
export function filterNamed(
  kind: ObjectKind,
  word: string,
): { readonly parameter: string; readonly field?: ListField } | string {
  if ((everyFilter as readonly string[]).includes(word.toLowerCase())) return { parameter: word.toLowerCase() };
  const named = fieldNamed(kind, word);
  if (named?.field.filters) return named;
  return unknownWord(`A list of ${kind}s has no filter`, word, [...everyFilter, ...wordsOf(kind, 'filters')]);
}

/** What the API is asked for an order that people write: `memory`, `-memory`, `memory:desc`; or a sentence. */
export function sortNamed(kind: ObjectKind, text: string): { sort: string; order: ListOrder } | string {
  const [word = '', direction] = text.replace(/^-/, '').split(':');
  const named = fieldNamed(kind, word);
  if (!named?.field.sorts) return unknownWord(`A list of ${kind}s is not ordered by`, word, wordsOf(kind, 'sorts'));
  if (direction !== undefined && direction !== 'asc' && direction !== 'desc') {
    return unknownWord('There is no order', direction, listOrders);
  }
  const falls = (text.startsWith('-') || direction === 'desc') !== (named.field.falls ?? false);
  return { sort: named.parameter, order: falls ? 'desc' : 'asc' };
}
