import type { RequestField } from '@skerry/contract';

/** What a page shows that is no field of the API: a whole object as text. */
interface Code {
  readonly type: 'code';
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** An object that can be chosen. */
export interface Choosable {
  readonly id: number;
  readonly name: string;
  readonly clusterId?: number;
}

/** What a page says of a field otherwise than the contract. */
export interface FieldChange {
  readonly help?: string;
  /** In the empty field: what is taken when it is left open. */
  readonly placeholder?: string | undefined;
  /** The amount that it will be when it is left open. */
  readonly otherwise?: number | undefined;
  /** Why it cannot be changed by this person; it is shown all the same. */
  readonly refusal?: string | null;
  readonly required?: boolean;
  /** Of a choice, those that can be had here. */
  readonly values?: readonly string[] | undefined;
  /** Of the objects, those that can be chosen here. */
  readonly among?: ((object: Choosable) => boolean) | undefined;
  readonly autoFocus?: boolean;
}

/** One field of a form, as data: what the contract says of it, and what a page says otherwise. */
export type Field = Omit<RequestField, 'input' | 'required' | 'help'> &
  FieldChange & { readonly input: RequestField['input'] | Code; readonly required: boolean; readonly help: string };
