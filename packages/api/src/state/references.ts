import { objectKinds } from '@skerry/domain';
import { kinds } from '../catalogue/kinds.ts';
import type { Kind, Objects } from '../catalogue/objects.ts';
import { MultiIndex } from './multi-index.ts';

type KeyOf = (object: Objects[Kind]) => number | undefined;

/** By kind: under which space it is found, and by which number. */
const indexesOf = Object.fromEntries(
  objectKinds.map((kind) => [
    kind,
    Object.entries(kinds[kind].indexed as Readonly<Record<string, KeyOf>>).map(([to, keyOf]) => ({
      space: `${kind}/${to}`,
      keyOf,
    })),
  ]),
) as unknown as { readonly [K in Kind]: readonly { readonly space: string; readonly keyOf: KeyOf }[] };

/** Which objects name which others, by the indexes that each kind has. The model keeps it up. */
export class References {
  readonly #indexes = new MultiIndex<string, number>();

  follow(how: 'add' | 'remove', kind: Kind, object: Objects[Kind]): void {
    for (const { space, keyOf } of indexesOf[kind]) {
      const key = keyOf(object);
      if (key !== undefined) this.#indexes[how](space, key, object.id);
    }
  }

  of(kind: Kind, to: Kind, id: number): ReadonlySet<number> {
    return this.#indexes.get(`${kind}/${to}`, id);
  }
}
