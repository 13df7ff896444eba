/** Where an error belongs: the field that it names, or the form as a whole. Pure. */
import { faultsOf, type Issue } from '@skerry/contract';
import { ApiError } from '@skerry/sdk';

export type FieldErrors = Readonly<Record<string, string>>;

/** By dotted path, as the server would say it; of several at one field the first, which is what the schema asked first. */
export function errorsOfIssues(issues: readonly Issue[]): FieldErrors {
  const errors: Record<string, string> = {};
  for (const { field, message } of faultsOf(issues)) errors[field] ??= message;
  return errors;
}

/** What the API says of fields; empty for an error that names none. */
export function errorsOfApi(error: unknown): FieldErrors {
  if (!(error instanceof ApiError)) return {};
  const errors: Record<string, string> = {};
  for (const { field, message } of error.errors ?? []) errors[bare(field)] ??= message;
  if (error.field !== undefined) errors[bare(error.field)] ??= error.message;
  return errors;
}

/** The API names the part of the request too. */
const bare = (field: string): string => field.replace(/^(body|query)\./, '');

/** The error of a field or of anything inside of it: a list shows what is wrong with its third entry. */
export function errorAt(errors: FieldErrors, path: string): string | undefined {
  return errors[path] ?? Object.entries(errors).find(([field]) => field.startsWith(`${path}.`))?.[1];
}

/** Free maps of the user's: a label without a value is one all the same, and `null` is JSON. */
export const verbatim = new Set(['labels', 'attributes']);

/**
 * What nobody filled in is not sent: an empty text is no name, and an empty list of keys no wish. Where `before` held
 * something, the emptiness is a wish and stays: it is sent, or the schema says why it cannot be.
 */
export function withoutEmpty(value: unknown, before?: unknown): unknown {
  if (value === '' || value === null) return before === undefined || before === '' ? undefined : '';
  if (Array.isArray(value)) return value.map((each: unknown) => (Object(each) === each ? withoutEmpty(each) : each));
  if (typeof value !== 'object') return value;
  const had = Object(before) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, verbatim.has(key) ? inner : withoutEmpty(inner, had[key])] as const)
    .filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries);
}
