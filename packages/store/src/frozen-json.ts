import type { Json } from './port.ts';

/** Parsed values are shared between readers: a reader that writes to one gets a TypeError instead of a wrong store. */
export function parseFrozen(text: string): Json {
  return deepFreeze(JSON.parse(text) as Json);
}

export function deepFreeze(value: Json): Json {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner as Json);
  return Object.freeze(value);
}
