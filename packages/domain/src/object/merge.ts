type Values = Readonly<Record<string, unknown>>;

/**
 * What an object holds after a change of some of it: what is not named stays, null takes away, and what is named takes
 * its value, objects within it by the same rule (RFC 7396). The one rule for labels and attributes, wherever they are
 * changed; lists are values, and replaced whole.
 */
export function merged<T extends Values>(before: T, patch: { readonly [key: string]: unknown } | undefined): T {
  const after = new Map<string, unknown>(Object.entries(before));
  for (const [key, value] of Object.entries(patch ?? {})) {
    if (value === undefined) continue;
    if (value === null) after.delete(key);
    else if (isValues(value)) after.set(key, merged(valuesOf(after.get(key)), value));
    else after.set(key, value);
  }
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(after) as T;
}

/** What must be asked so that `merged` makes the one out of the other: nothing that is the same in both. */
export function differences(before: Values, after: Values): Record<string, unknown> {
  const patch = new Map<string, unknown>();
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch.set(key, null);
  for (const [key, value] of Object.entries(after)) {
    const was = Object.hasOwn(before, key) ? before[key] : undefined;
    if (JSON.stringify(was) === JSON.stringify(value)) continue;
    patch.set(key, isValues(value) && isValues(was) ? differences(was, value) : value);
  }
  return Object.fromEntries(patch);
}

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valuesOf = (value: unknown): Values => (isValues(value) ? value : {});
