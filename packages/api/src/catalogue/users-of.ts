import { type ObjectMeta, objectKinds } from '@skerry/domain';
import type { Reference } from './kind-entry.ts';
import { kinds } from './kinds.ts';
import type { Model } from '../state/model.ts';
import type { Kind, Objects } from './objects.ts';

type Any = Objects[Kind];
/** Whether `by` uses the object. */
type Use = (by: Any, object: Any) => boolean;

const referenceOf = (from: Kind, to: Kind): Reference<Any> =>
  (kinds[from].references as { readonly [To in Kind]?: Reference<Any> })[to] ?? 'free';

const belonging: Partial<Record<Kind, Use>> = {
  group: (by: ObjectMeta, group) => by.groupId === group.id,
  user: (by: ObjectMeta, user) => by.ownerId === user.id,
};

/** From what each kind says of what it names: who uses a kind, in the order in which it is told. */
function usesOf(kind: Kind): readonly (readonly [Kind, Use])[] {
  const using: [Kind, Use][] = [];
  const owned: [Kind, Use][] = [];
  for (const by of objectKinds) {
    const [reference, back] = [referenceOf(by, kind), referenceOf(kind, by)];
    if (reference === 'belongs') owned.push([by, belonging[kind] ?? (() => false)]);
    else if (reference !== 'free' && 'holds' in reference) {
      using.push([by, (user, object) => reference.holds(user, object.id)]);
    }
    if (typeof back === 'object' && 'isHeldBy' in back) {
      using.push([by, (user, object) => back.isHeldBy(object, user.id)]);
    }
  }
  return [...using, ...owned];
}

/** Who uses what. What is used cannot be deleted, and `explain` tells who uses it: both ask this table. */
const uses = Object.fromEntries(objectKinds.map((kind) => [kind, usesOf(kind)])) as {
  readonly [K in Kind]: readonly (readonly [Kind, Use])[];
};

/** Kinds that may use a kind, in the order in which they are told. */
export const usingKinds = (kind: Kind): readonly Kind[] => uses[kind].map(([by]) => by);

/** At most five by name, then a count; who may not be named is counted, unless not even that may be told. */
export function usersOf<K extends Kind>(
  kind: K,
  object: Objects[K],
  model: Model,
  mayName: (by: Objects[Kind]) => boolean,
  countsHidden = true,
): string[] {
  const sentences: string[] = [];
  for (const [by, test] of uses[kind]) {
    const users = [...model.all(by)].filter((candidate) => test(candidate, object));
    const found = countsHidden ? users : users.filter(mayName);
    if (found.length === 0) continue;
    const names = found
      .filter(mayName)
      .slice(0, 5)
      .map((o) => `"${o.name}"`);
    const hidden = found.length - names.length;
    const rest = hidden === 0 ? [] : [`${hidden} ${names.length === 0 ? '' : 'more'}`.trim()];
    sentences.push(`${by}${found.length === 1 ? '' : 's'} ${[...names, ...rest].join(', ')}`);
  }
  return sentences;
}
