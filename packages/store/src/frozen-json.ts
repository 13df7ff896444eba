import { storeError } from './errors.ts';
import type { Json } from './port.ts';

/**
 * Parsed values are shared between readers: a reader that writes to one gets a TypeError instead of a wrong store.
 * Throws `store-corrupt`: only JSON was ever written, and no check on open looks into the values.
 */
export function parseFrozen(text: string, key: string): Json {
  try {
    return deepFreeze(JSON.parse(text) as Json);
  } catch {
    // Its own error quotes the text, and may hold what is sealed on disk.
    throw storeError('store-corrupt', { context: { key, why: 'not JSON' } });
  }
}

export function deepFreeze(value: Json): Json {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner as Json);
  return Object.freeze(value);
}
