import { type Route, routes } from '@skerry/contract';
import { fieldNamed, fieldsOf, type ListField, type ObjectKind, unknownWord, valuesAt, wordsOf } from '@skerry/domain';
import { z } from 'zod';
import type { Globals } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { labelsText, type Noun, type ObjectOf, type View } from '../nouns/noun.ts';
import { listRoute } from '../objects/object-ref.ts';

/** A column that somebody asked for by a word. */
export interface ChosenColumn {
  readonly title: string;
  readonly text: (row: object, view: View) => string;
  readonly names: readonly ObjectKind[];
}

/** Before anything is asked: fields that there are not must not be found out after it. */
export function checkFields<K extends ObjectKind>(
  noun: Noun<K>,
  { output, fields }: Pick<Globals, 'output' | 'fields'>,
) {
  if (output === 'custom') chosenColumns(noun, fields);
  if (output === 'csv') csvColumns(noun.kind, fields);
}

/** For `-o custom=…`: words of columns print what the table prints, fields of the API what it says. */
export function chosenColumns<K extends ObjectKind>(noun: Noun<K>, words: readonly string[]): ChosenColumn[] {
  return words.map((word) => {
    const title = word.toUpperCase();
    const column = noun.columns.find((c) => c.title === title);
    if (column !== undefined) {
      const text = (row: object, view: View) => column.text(row as ObjectOf<K>, view);
      return { title, text, names: column.names ?? [] };
    }
    return plainColumn(
      noun.kind,
      word,
      noun.columns.map((c) => c.title.toLowerCase()),
    );
  });
}

/** For `-o csv`: every field as the API has it, references by name; or the fields that were asked for. */
export function csvColumns(kind: ObjectKind, words: readonly string[]): ChosenColumn[] {
  if (words.length > 0) return words.map((word) => ({ ...plainColumn(kind, word, []), title: word }));
  const fields = Object.entries(fieldsOf(kind)).map(([parameter, field]) => fieldColumn(parameter, field));
  const labels = { title: 'labels', text: (row: object) => labelsOf(row), names: [] };
  return [...fields, labels];
}

const labelsOf = (row: object): string => labelsText((row as { labels?: Record<string, string> }).labels ?? {});

function fieldColumn(parameter: string, field: ListField): ChosenColumn {
  const path = field.path ?? parameter;
  if (field.type !== 'reference') {
    return { title: parameter, text: (row) => valuesAt(row, path).join(','), names: [] };
  }
  const { of, name } = field;
  const text = (row: object, { names }: View) =>
    valuesAt(row, path)
      .map((id) => names.of(of, Number(id)))
      .join(',');
  return { title: name, text, names: [of] };
}

function plainColumn(kind: ObjectKind, word: string, more: readonly string[]): ChosenColumn {
  const named = fieldNamed(kind, word);
  const title = word.toUpperCase();
  // A number was asked for by the API's name for it, the name by the word of people.
  if (named !== undefined && named.parameter !== word) return { ...fieldColumn(named.parameter, named.field), title };
  if (named !== undefined)
    return { title, text: (row) => valuesAt(row, named.field.path ?? word).join(','), names: [] };
  if (word === 'labels' || word === 'label') return { title, text: labelsOf, names: [] };
  const [head = '', ...rest] = word.split('.');
  const known = fieldsShown(kind);
  if (!known.includes(head)) {
    const words = [...new Set([...more, ...wordsOf(kind, 'filters'), ...wordsOf(kind, 'sorts'), ...known])];
    throw usage(`--output: ${unknownWord(`A ${kind} has no field`, word, words)}`);
  }
  // Labels and attributes are named by their users, also with dots.
  const path = head === 'labels' || head === 'attributes' ? [head, rest.join('.')] : [head, ...rest];
  return {
    title,
    text: (row) =>
      textAt(
        row,
        path.filter((key) => key !== ''),
      ),
    names: [],
  };
}

/** Of the answer of the API, by the contract. */
function fieldsShown(kind: ObjectKind): string[] {
  const { response }: Route = routes[listRoute(kind)];
  const items: unknown = response instanceof z.ZodObject ? response.shape['items'] : undefined;
  const item: unknown = items instanceof z.ZodArray ? items.element : undefined;
  return item instanceof z.ZodObject ? Object.keys(item.shape) : [];
}

function textAt(row: unknown, path: readonly string[]): string {
  let value = row;
  for (const [i, key] of path.entries()) {
    if (Array.isArray(value)) return value.map((one) => textAt(one, path.slice(i))).join(',');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

/** One line of RFC 4180. */
export const csvLine = (cells: readonly string[]): string =>
  cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',');
