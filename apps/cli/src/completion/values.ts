import { routes } from '@skerry/contract';
import { everyFilter, fieldNamed, objectKinds, type ObjectKind, wordsOf } from '@skerry/domain';
import type { Command, Option } from 'commander';
import { isObjectKind } from '../objects/object-ref.ts';
import { formats } from '../output/format.ts';

export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** Asked for the objects of a kind, by name. */
export type Names = (kind: string) => Promise<Candidate[]>;

const plain = (words: readonly string[], about = ''): Candidate[] => words.map((word) => ({ word, about }));

/** What may stand behind an option, as far as it is typed. */
export async function valuesOf(command: Command, option: Option, typed: string, names: Names): Promise<Candidate[]> {
  const kind = command.parent?.name() ?? '';
  if (option.long === '--output') return outputs(kind, typed);
  if (isObjectKind(kind) && option.long === '--filter') return filters(kind, typed, names);
  if (isObjectKind(kind) && option.long === '--sort') return sorts(kind);
  if (option.long === '--kind' && command.name() === 'events') return listed(plain(objectKinds), typed);
  if (option.long === '--action') return plain(Object.keys(routes));
  if (option.argChoices) return plain(option.argChoices);
  return names(/<([a-z]+)>/.exec(option.flags)?.[1] ?? '');
}

function outputs(kind: string, typed: string): Candidate[] {
  const [format = ''] = typed.split('=');
  const hasFields = typed.includes('=') && (format === 'custom' || format === 'csv');
  if (!hasFields || !isObjectKind(kind)) return plain(formats.map((f) => (f === 'custom' ? 'custom=' : f)));
  return listed(plain([...new Set([...wordsOf(kind, 'filters'), ...wordsOf(kind, 'sorts')])]), typed, `${format}=`);
}

const sorts = (kind: ObjectKind): Candidate[] =>
  wordsOf(kind, 'sorts').flatMap((word) => [
    { word, about: 'rising' },
    { word: `-${word}`, about: 'falling' },
  ]);

/** `sta` → `state=`; `state=running,st` → `state=running,stopped`. */
async function filters(kind: ObjectKind, typed: string, names: Names): Promise<Candidate[]> {
  const end = typed.indexOf('=');
  if (end < 0) return plain([...everyFilter, ...wordsOf(kind, 'filters')].map((word) => `${word}=`));
  const start = typed.slice(0, end + 1);
  const field = fieldNamed(kind, start.replace(/!?=$/, ''))?.field;
  switch (field?.type) {
    case 'choice':
      return listed(plain(field.values), typed, start);
    case 'truth':
      return listed(plain(['yes', 'no']), typed, start);
    case 'reference':
      return listed([...(await names(field.of)), { word: 'none', about: `has no ${field.of}` }], typed, start);
    case 'number':
    case 'time':
    case 'text':
    case 'address':
    case undefined:
      return [];
  }
}

/** Behind what is there already, up to its last comma. */
function listed(candidates: readonly Candidate[], typed: string, start = ''): Candidate[] {
  const before = typed.slice(0, Math.max(start.length, typed.lastIndexOf(',') + 1));
  return candidates.map(({ word, about }) => ({ word: `${before}${word}`, about }));
}
