/** A field of a request, as programs that ask people for it know it. */
import type { ObjectKind } from '@skerry/domain';

export interface FieldWords {
  /** Over the field of a form. */
  readonly label: string;
  /** What one should know of it: below its name in a form, and beside its flag. May be empty. */
  readonly help: string;
  /** Beside its flag instead, where a command line has its own way of writing it. */
  readonly line?: string;
  /** The flag, where it is not spelled as the field. */
  readonly flag?: string;
  /** Behind a number in a form. */
  readonly unit?: string;
}

export interface RequestField extends FieldWords {
  /** Of the request; a point leads into an object: `location.place`. */
  readonly name: string;
  readonly input: FieldInput;
  readonly required: boolean;
  /** What is taken when it is not given. */
  readonly default?: unknown;
  /** null takes it away. */
  readonly clears: boolean;
  /** Every object has it. */
  readonly common: boolean;
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** What stands in it, and so how people are asked for it. */
export type FieldInput =
  | { readonly type: 'text' }
  /** Several lines. */
  | { readonly type: 'prose' }
  /** Never shown, and never on a command line. */
  | { readonly type: 'secret' }
  | { readonly type: 'truth' }
  | ({ readonly type: 'number'; readonly whole: boolean } & Bounds)
  /** In MiB. */
  | ({ readonly type: 'size' } & Bounds)
  /** In seconds. */
  | ({ readonly type: 'time' } & Bounds)
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly many: boolean }
  /** By number. */
  | { readonly type: 'reference'; readonly of: ObjectKind; readonly many: boolean }
  /** A list of words. */
  | { readonly type: 'words' }
  | { readonly type: 'json' }
  /** An object whose fields are asked for one by one. */
  | { readonly type: 'parts'; readonly fields: readonly RequestField[] }
  /** Words of a program and its arguments, in one line. */
  | { readonly type: 'command-line' }
  /** A list of NAME=value. */
  | { readonly type: 'environment' }
  | { readonly type: 'labels' | 'permissions' | 'ssh-keys' | 'ranges' | 'nics' | 'user-data' };
