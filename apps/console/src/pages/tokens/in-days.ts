import { tokenCreate } from '@skerry/contract';
import type { Schema } from '../../forms/field-errors.ts';

const day = 86_400;

/** People think of days; the API takes seconds. */
export const inDays: Schema<unknown> = {
  safeParse(value) {
    const { days, ...rest } = value as { readonly days?: number };
    const result = tokenCreate.safeParse({ ...rest, ...(days === undefined ? {} : { lifetimeSeconds: days * day }) });
    if (result.success) return result;
    const issues = result.error.issues.map(({ path, message }) => ({
      path: path[0] === 'lifetimeSeconds' ? ['days'] : path,
      message,
    }));
    return { success: false, error: { issues } };
  },
};
