import { fieldNamed, type ObjectKind } from '@skerry/domain';
import { useCallback } from 'react';
import { fewKinds } from '../api/kind-traits.ts';
import type { Kind } from '../api/kinds.ts';
import { useAll } from '../api/use-list.ts';
import type { NamesOf } from './filter-expression.ts';
import { wordsIn } from './filter-expression.ts';

const none: ReadonlyMap<number, string> = new Map();

/** Names of what a filter speaks of, or is about to: read when it does, for most filters never do. */
export function useReferenceNames(kind: ObjectKind, text: string): NamesOf {
  const spoken = new Set(wordsIn(text).map((word) => kindOf(kind, word)));
  const maps = new Map<ObjectKind, ReadonlyMap<number, string> | undefined>();
  for (const one of fewKinds) maps.set(one, useNamesWhen(one, spoken.has(one)));
  const key = JSON.stringify([...maps].map(([of, names]) => [of, names?.size]));
  // The maps are new at each drawing; what is in them changes seldom.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useCallback((of) => (maps.has(of) ? maps.get(of) : none), [key]);
}

function kindOf(kind: ObjectKind, word: string): ObjectKind | undefined {
  const field = fieldNamed(kind, word.replace(/^!/, '').split(':')[0] ?? '')?.field;
  return field?.type === 'reference' && word.includes(':') ? field.of : undefined;
}

/** Undefined: they are on their way. */
function useNamesWhen(kind: Kind, wanted: boolean): ReadonlyMap<number, string> | undefined {
  const { items, total } = useAll(kind, undefined, wanted);
  if (!wanted || total === undefined || items.length < total) return undefined;
  return new Map(items.map(({ id, name }) => [id, name]));
}
