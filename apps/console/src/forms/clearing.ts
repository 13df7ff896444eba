import { needed } from '@skerry/contract';
import { verbatim } from './field-errors.ts';
import type { Schema } from './schema.ts';
import { valueAt } from './values.ts';

/**
 * The same schema for a form where what was emptied can be taken away, which the contract writes as null: a field that
 * takes null gets it for an empty text, or when every field inside of it is empty.
 */
export const clearing = (schema: Schema<unknown>): Schema<unknown> => ({
  safeParse(value) {
    const result = schema.safeParse(cleared(value as object, (of) => schema.safeParse(of).success));
    if (result.success) return result;
    // What was emptied and cannot be taken away is missing, whatever the schema has against an empty text.
    const issues = result.error.issues.map((issue) =>
      valueAt(value, issue.path.map(String).join('.')) === '' ? { path: issue.path, message: needed } : issue,
    );
    return { success: false, error: { issues } };
  },
});

/** `takes`: whether the schema takes this alone. */
function cleared(value: object, takes: (of: object) => boolean): object {
  const entries = Object.entries(value).map(([key, of]: [string, unknown]) => {
    if (isEmpty(of) && takes({ [key]: null })) return [key, null];
    const isInner = typeof of === 'object' && of !== null && !Array.isArray(of) && !verbatim.has(key);
    // Within an object an empty text may be a value: user data is.
    const takesInner = (inner: object) => takes({ [key]: inner }) && !takes({ [key]: withEmpty(inner) });
    return [key, isInner ? cleared(of, takesInner) : of];
  });
  return Object.fromEntries(entries) as object;
}

const withEmpty = (of: object) => Object.fromEntries(Object.keys(of).map((key) => [key, '']));

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  // An empty list is a wish of its own.
  (typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((inner) => inner === ''));
