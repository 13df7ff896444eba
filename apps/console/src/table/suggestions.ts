/** What could be written next into a filter: fields, and after a colon their values. Pure. */
import { fieldNamed, type ObjectKind } from '@skerry/domain';
import { filterWords, type NamesOf } from './filter-expression.ts';

export interface Suggestion {
  /** As it is written. */
  readonly insert: string;
  /** What is read: a value alone, without its field. */
  readonly label: string;
  /** It is a field: its value comes next. */
  readonly open: boolean;
}
export interface Suggestions {
  /** Where the word begins and ends that a choice takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly Suggestion[];
}

/** More are not read. */
const most = 10;

/** Labels that objects in sight have: `key=value`. */
export type LabelsInSight = readonly Readonly<Record<string, string>>[];

export function suggestionsAt(
  kind: ObjectKind,
  text: string,
  caret: number,
  names: NamesOf,
  labels: LabelsInSight,
): Suggestions {
  const from = text.slice(0, caret).search(/\S*$/);
  const to = caret + (text.slice(caret).match(/^\S*/)?.[0].length ?? 0);
  const word = text.slice(from, caret);
  const not = word.startsWith('!') ? '!' : '';
  const colon = word.indexOf(':');
  if (colon === -1) {
    const begun = word.slice(not.length).toLowerCase();
    const fields = begun === '' && not === '' && text.trim() !== '' ? [] : filterWords(kind);
    const options = fields.filter((field) => field.startsWith(begun));
    return { from, to, options: options.map((field) => ({ insert: `${not}${field}:`, label: field, open: true })) };
  }
  // Of several values the last one is being written: `state:running,pau`.
  const field = word.slice(not.length, colon).toLowerCase();
  const written = word.slice(colon + 1);
  const begun = written.split(/[,!]/).at(-1) ?? '';
  const before = word.slice(0, word.length - begun.length);
  const taken = new Set(written.replace(/^!/, '').split(',').slice(0, -1));
  const options = valuesOfField(kind, field, names, labels)
    .filter((value) => value.toLowerCase().startsWith(begun.toLowerCase()) && value !== begun && !taken.has(value))
    .slice(0, most);
  return { from, to, options: options.map((value) => ({ insert: before + value, label: value, open: false })) };
}

function valuesOfField(kind: ObjectKind, name: string, names: NamesOf, labels: LabelsInSight): readonly string[] {
  if (name === 'label') {
    const pairs = labels.flatMap((of) =>
      Object.entries(of).map(([key, value]) => (value === '' ? key : `${key}=${value}`)),
    );
    // A filter ends at a space.
    return [...new Set(pairs)].filter((pair) => !/[\s,]/.test(pair)).sort();
  }
  const field = fieldNamed(kind, name)?.field;
  switch (field?.type) {
    case 'choice':
      return field.values;
    case 'truth':
      return ['yes', 'no'];
    case 'reference':
      return [...new Set(names(field.of)?.values())].sort();
    default:
      return [];
  }
}

/** The text after a choice, and where the caret stands then. */
export function withChoice(text: string, { from, to }: Suggestions, { insert, open }: Suggestion) {
  const rest = text.slice(to);
  const end = open || rest.startsWith(' ') ? '' : ' ';
  return { text: text.slice(0, from) + insert + end + rest, caret: from + insert.length + end.length };
}
