/** What a change sends. Pure; apart from what forms need, because pages hold it. */
import { differences } from '@skerry/domain';

/** Of these the API keeps what is not named: a change names what is new, and what is taken away as null. */
const keptInPart = new Set(['labels', 'attributes', 'context', 'machine']);

/** A form leaves out a text that was empty before: no difference. A label without a value is one all the same. */
const asLeft = (key: string, had: unknown): unknown =>
  key === 'context' ? Object.fromEntries(Object.entries(Object(had)).filter(([, inner]) => inner !== '')) : had;

/** What of an object differs from before: a change sends nothing that nobody changed. */
export const changedOnly = (value: object, before: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(value)
      .map(([key, now]) => ({ key, now, had: asLeft(key, before[key]) }))
      .filter(({ now, had }) => JSON.stringify(now) !== JSON.stringify(had ?? null))
      .map(({ key, now, had }) => [key, keptInPart.has(key) ? differences(Object(had), Object(now)) : now]),
  );
