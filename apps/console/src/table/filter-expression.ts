/**
 * What is written into the filter of a table: `web state:running,paused !old label:zone=a`. Fields, values and their
 * meaning are those of every list (`packages/domain/src/list`); here words become what the API is asked, and names of
 * objects their numbers. Pure.
 */
import { type Asked, fieldNamed, type ObjectKind, selectionOf, unknownWord, wordsOf } from '@skerry/domain';
import type { ListParameters } from '../api/list-state.ts';

/** Names of a kind by number; undefined: they are on their way. */
export type NamesOf = (kind: ObjectKind) => ReadonlyMap<number, string> | undefined;

export interface ParsedFilter {
  readonly parameters: ListParameters;
  /** Sentences; parts with a problem are left out of the parameters. */
  readonly problems: readonly string[];
  /** Names of these kinds are needed to understand it, and not all are there. */
  readonly awaited: readonly ObjectKind[];
}

interface Word {
  /** Before the colon; undefined: a part of a name. */
  readonly field: string | undefined;
  readonly value: string;
}

export const wordsIn = (text: string): readonly string[] => text.trim().split(/\s+/).filter(Boolean);

function readWord(word: string): Word {
  // `!state:running` and `state:!running` mean the same.
  const not = word.startsWith('!') ? '!' : '';
  const colon = word.indexOf(':');
  if (colon === -1) return { field: undefined, value: word };
  const value = word.slice(colon + 1);
  const negated = value.startsWith('!') ? value : `${value === '' ? '' : not}${value}`;
  return { field: word.slice(not.length, colon).toLowerCase(), value: negated };
}

export function parseFilter(kind: ObjectKind, text: string, names: NamesOf): ParsedFilter {
  const asked: Record<string, string[]> = {};
  const problems: string[] = [];
  const awaited = new Set<ObjectKind>();
  const add = (parameter: string, value: string) => (asked[parameter] ??= []).push(value);
  for (const word of wordsIn(text)) {
    const { field, value } = readWord(word);
    if (field === undefined) add('search', value.slice(0, 63));
    else if (field === 'label' || field === 'name') {
      if (value !== '') add(field, value);
    } else {
      const named = fieldNamed(kind, field);
      if (named?.field.filters !== true) problems.push(unknownField(kind, field));
      else if (value !== '' && value !== '!') {
        const read = named.field.type === 'reference' ? numbered(value, named.field.of, names) : { value };
        if ('value' in read) add(named.parameter, read.value);
        else if (read.awaited) awaited.add((named.field as { readonly of: ObjectKind }).of);
        else problems.push(read.problem);
      }
    }
  }
  const parameters: Record<string, Asked> = {};
  for (const [parameter, values] of Object.entries(asked)) {
    const one = values.length === 1 ? (values[0] as string) : values;
    const { problems: wrong } = selectionOf(kind, { [parameter]: one });
    if (wrong.length === 0) parameters[parameter] = one;
    else problems.push(...wrong.map(({ message }) => message));
  }
  return { parameters, problems, awaited: [...awaited] };
}

/** All that may stand before a colon. */
export const filterWords = (kind: ObjectKind): readonly string[] => ['label', 'name', ...wordsOf(kind, 'filters')];

const unknownField = (kind: ObjectKind, field: string): string =>
  unknownWord('There is no filter', field, filterWords(kind));

type Numbered =
  | { readonly value: string }
  | { readonly awaited: true }
  | { readonly awaited: false; readonly problem: string };

/** Names of objects as their numbers, one by one: `!bergen,oslo`. */
function numbered(value: string, of: ObjectKind, namesOf: NamesOf): Numbered {
  const not = value.startsWith('!') ? '!' : '';
  const numbers: string[] = [];
  for (const name of value.slice(not.length).split(',')) {
    if (/^\d{1,15}$/.test(name) || name === 'none') {
      numbers.push(name);
      continue;
    }
    const names = namesOf(of);
    if (names === undefined) return { awaited: true };
    const found = [...names].filter(([, known]) => known.toLowerCase() === name.toLowerCase());
    if (found.length === 0)
      return { awaited: false, problem: unknownWord(`There is no ${of} called`, name, few(names)) };
    numbers.push(...found.map(([id]) => String(id)));
  }
  return { value: not + numbers.join(',') };
}

/** A sentence that lists a thousand names helps nobody. */
const few = (names: ReadonlyMap<number, string>): readonly string[] => [...names.values()].slice(0, 12);
