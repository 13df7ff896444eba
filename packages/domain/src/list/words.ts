import { didYouMean } from '@skerry/kit/nearest';
import type { ObjectKind } from '../object/meta.ts';
import type { ListField } from './field.ts';
import { fieldsOf } from './fields.ts';

/** How people call fields: in filters, orders and headings of columns alike. The API's own names are understood too. */

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
