import { networkCreate } from '@skerry/contract';
import type { Schema } from '../../forms/field-errors.ts';

/** People write `10.60.1.10-10.60.1.99`; the API takes both ends apart. */
export const networkForm: Schema<unknown> = {
  safeParse(value) {
    const { ranges, ...rest } = value as { readonly ranges?: readonly string[] };
    const parts = ranges?.map(ends) ?? [];
    return networkCreate.safeParse({ ...rest, ...(parts.length === 0 ? {} : { ranges: parts }) });
  },
};

/** One address alone is a range too. */
function ends(range: string): { readonly first: string; readonly last: string } {
  const [first = '', last = first] = range.split(/\s*[-–]\s*/).map((end) => end.trim());
  return { first, last };
}
