import type { Field } from './field.ts';
import type { Form } from './use-form.ts';

/**
 * What a list is when its last entry is taken away: nothing was said, of a new object; of one that had some, and where
 * something else would be taken instead, that it shall be empty.
 */
export const emptied = (field: Field, form: Form<unknown>): readonly [] | undefined =>
  form.before === undefined && field.default === undefined ? undefined : [];
