import type { listFields, ToldKind } from '@skerry/domain';
import type { FedTo } from './fed-to.ts';
import type { View } from '../views/view.ts';
import type { Kind, Objects } from './objects.ts';

/** Who is told a field, of those who may use the object at all. */
export type Told = 'administrators' | 'managers' | 'members';

/**
 * What an object means for the end of another one that it names. `free`: nothing. `belongs`: its owner and its group
 * stay while it is there. `holds`: the other is in use while this says so. `isHeldBy`: it is in use by the other.
 */
export type Reference<O> =
  | 'free'
  | 'belongs'
  | { readonly holds: (object: O, id: number) => boolean }
  | { readonly isHeldBy: (object: O, id: number) => boolean };

type Fields<K extends Kind> = (typeof listFields)[K];
/** Kinds that the fields of a kind name. */
export type Referenced<K extends Kind> = {
  [F in keyof Fields<K>]: Fields<K>[F] extends { readonly of: infer To extends Kind } ? To : never;
}[keyof Fields<K>];
export type Column<K extends Kind> = keyof Fields<K> & string;

export type Cell = string | number | boolean | undefined;

/** All that the front-end knows of one kind, apart from how it is shown, explained and changed. */
export interface KindEntry<K extends Kind> {
  /** What a cluster is told of it. Records that clusters keep are told to none. */
  readonly fedTo: K extends ToldKind ? 'none' : FedTo<Objects[K]>;
  /** Every kind that its fields name: a new reference must say what it holds. */
  readonly references: { readonly [To in Referenced<K>]: Reference<Objects[K]> };
  /** By which of those it is found without a look at all of its kind. */
  readonly indexed: { readonly [To in Referenced<K>]?: (object: Objects[K]) => number | undefined };
  /**
   * Fields that tell of others: what lies on our machine, how much others have, who belongs to what. Whoever else reads
   * the object gets it without them. A field that counts what its reader may not see belongs here.
   */
  readonly told: { readonly [F in keyof View<K>]?: Told };
  /**
   * Columns whose value is not the object's own: it changes with time, with the link or with other objects. What is used
   * now changes anyway.
   */
  readonly changing: readonly Column<K>[] | { readonly allBut: readonly Column<K>[] };
  /** Columns that would cost a whole view of each object. */
  readonly cells?: { readonly [C in Column<K>]?: (object: Objects[K]) => Cell | readonly Cell[] };
}
