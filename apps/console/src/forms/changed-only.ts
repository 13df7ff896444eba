/** What a change sends. Pure; apart from what forms need, because pages hold it. */
import { differences } from '@skerry/domain';

/** Of these the API keeps what is not named: a change names what is new, and what is taken away as null. */
const keptInPart = new Set(['labels', 'attributes', 'context', 'machine']);

/** What of an object differs from before: a change sends nothing that nobody changed. */
export const changedOnly = (value: object, before: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([key, now]) => JSON.stringify(now) !== JSON.stringify(before[key] ?? null))
      .map(([key, now]) => [key, keptInPart.has(key) ? differences(Object(before[key]), Object(now)) : now]),
  );
