import type { Kind } from '../api/kinds.ts';

interface Common {
  /** Of the request; a point leads into an object: `location.place`. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** Why it cannot be changed by this person; it is shown all the same. */
  readonly refusal?: string | null;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One field of a form, as data. */
export type Field = Common &
  (
    | {
        readonly type:
          | 'text'
          | 'prose'
          | 'password'
          | 'code'
          | 'user-data'
          | 'switch'
          | 'lines'
          | 'labels'
          | 'permissions'
          | 'json';
      }
    /** Interfaces: networks, and what is fixed in each. */
    | { readonly type: 'nics' }
    /** Holds MiB. */
    | { readonly type: 'size' }
    | { readonly type: 'number'; readonly unit?: string; readonly decimals?: number }
    | { readonly type: 'choice'; readonly options: readonly Option[]; readonly many?: boolean }
    /** One object of a kind, or several; holds numbers. */
    | { readonly type: 'object'; readonly of: Kind; readonly many?: boolean }
  );
