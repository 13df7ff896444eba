/**
 * What is written into the filter of a table: `web state:running label:zone=a`. It says what the API can be asked, and
 * nothing else; what it cannot be asked is told as a sentence. Pure.
 */
import type { ListParameters } from '../api/list-state.ts';

export interface FilterField {
  /** Before the colon. */
  readonly name: string;
  /** Of the API. */
  readonly parameter: string;
  /** All that may stand after the colon, when they are few and known. */
  readonly values?: readonly string[];
  /** Takes the number of an object; a name is looked up here. */
  readonly numbers?: ReadonlyMap<number, string>;
}

export type FilterProblem =
  | { readonly problem: 'unknownField'; readonly field: string; readonly fields: string }
  | { readonly problem: 'badValue'; readonly field: string; readonly value: string; readonly values: string }
  | { readonly problem: 'badNumber'; readonly field: string; readonly value: string }
  | { readonly problem: 'twoNames'; readonly first: string; readonly second: string };

export interface ParsedFilter {
  readonly parameters: ListParameters;
  /** Parts with a problem are left out of the parameters. */
  readonly problems: readonly FilterProblem[];
}

/** Every list can be asked for these. */
const labelField: FilterField = { name: 'label', parameter: 'label' };

export function parseFilter(text: string, own: readonly FilterField[]): ParsedFilter {
  const fields = [...own, labelField];
  const parameters: Record<string, string | number> = {};
  const problems: FilterProblem[] = [];
  for (const word of text.trim().split(/\s+/)) {
    if (word === '') continue;
    const colon = word.indexOf(':');
    if (colon === -1) {
      const first = parameters['search'];
      if (first === undefined) parameters['search'] = word.slice(0, 63);
      else problems.push({ problem: 'twoNames', first: String(first), second: word });
      continue;
    }
    const name = word.slice(0, colon).toLowerCase();
    const value = word.slice(colon + 1);
    const field = fields.find((f) => f.name === name);
    if (field === undefined) {
      problems.push({ problem: 'unknownField', field: name, fields: fields.map((f) => f.name).join(', ') });
    } else if (value !== '') {
      const read = valueOf(field, value);
      if (typeof read === 'object') problems.push(read);
      else if (field === labelField && parameters['label'] !== undefined) parameters['label'] += `,${read}`;
      else parameters[field.parameter] = read;
    }
  }
  return { parameters, problems };
}

function valueOf(field: FilterField, value: string): string | number | FilterProblem {
  if (field.values !== undefined && !field.values.includes(value)) {
    return { problem: 'badValue', field: field.name, value, values: field.values.join(', ') };
  }
  if (field.numbers === undefined) return value;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  for (const [id, name] of field.numbers) if (name === value) return id;
  // Names that are still on their way would be called wrong for a moment.
  return { problem: 'badNumber', field: field.name, value };
}

/** The text with `field:value` in it once, in place of what it said of the field; undefined takes it out. */
export function withField(text: string, name: string, value: string | undefined): string {
  const rest = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && !word.toLowerCase().startsWith(`${name}:`));
  return [...rest, ...(value === undefined ? [] : [`${name}:${value}`])].join(' ');
}

/** What the text says of a field. */
export const fieldIn = (text: string, name: string): string | undefined =>
  text
    .trim()
    .split(/\s+/)
    .find((word) => word.toLowerCase().startsWith(`${name}:`))
    ?.slice(name.length + 1);
