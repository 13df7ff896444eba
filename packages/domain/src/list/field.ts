import type { ObjectKind } from '../object/meta.ts';

/** What stands in a field, and so what may be written to filter by it. */
export type FieldType =
  | { readonly type: 'text' }
  | { readonly type: 'address' }
  | { readonly type: 'number' }
  | { readonly type: 'time' }
  | { readonly type: 'truth' }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'reference'; readonly of: ObjectKind };

interface FieldUse {
  /** How people write it, in the command line and the console: the heading of its column is the same word. */
  readonly name: string;
  readonly filters: boolean;
  readonly sorts: boolean;
  /** Where it stands in what the API shows, when that is not its own name: `nics.networkId`. */
  readonly path?: string;
  /** An object has several: filters that are given more than once must all hold. */
  readonly many?: true;
  /** Is shown as the time since then: what is youngest has the smallest age. */
  readonly falls?: true;
}

/** One field of a kind of object, as lists know it. */
export type ListField = FieldType & FieldUse;

const both = { filters: true, sorts: true } as const;

export const text = (name: string) => ({ type: 'text', name, ...both }) as const;
export const address = (name: string) => ({ type: 'address', name, ...both }) as const;
export const number = (name: string) => ({ type: 'number', name, ...both }) as const;
export const truth = (name: string) => ({ type: 'truth', name, ...both }) as const;
export const time = (name: string) => ({ type: 'time', name, filters: false, sorts: true }) as const;
export const choice = (name: string, values: readonly string[]) => ({ type: 'choice', name, values, ...both }) as const;
export const ref = <K extends ObjectKind>(of: K, name: string = of) =>
  ({ type: 'reference', of, name, ...both }) as const;

/** With other uses. Not by a spread alone: `true & false` is no type, and every field is one of that. */
type Using<F, Use> = Omit<F, keyof Use> & Readonly<Use>;

/** Told apart from others by order only: it changes all the time, or not everybody is told it. */
export const onlySorts = <F extends ListField>(field: F): Using<F, { filters: false }> => ({
  ...field,
  filters: false,
});
/** Stands elsewhere in the object than under its own name. */
export const at = <F extends ListField>(path: string, field: F) => ({ ...field, path }) as const;
/** An object has several of them: there is no order by it. */
export const several = <F extends ListField>(field: F): Using<F, { many: true; sorts: false }> => ({
  ...field,
  many: true,
  sorts: false,
});
