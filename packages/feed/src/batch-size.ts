/**
 * How much goes into one message of a feed. Both bounds hold; a record that is larger than the second goes alone, and what
 * does not fit into a message of the link at all is for the sender to leave out.
 */
import type { FeedChange } from '@skerry/contract';

/** More: who asks over the link waits for one message, and older consumers, whose transactions were not packed, refuse it. */
export const changesPerBatch = 24;

/** Characters. More: a slow link is held by one message, and who asks over it waits. Fewer: a join is many of them. */
export const charactersPerBatch = 256 * 1024;

/** About as long as its JSON, without writing it: what is sent is written once, by the link. */
export function sizeOf({ key, value }: FeedChange): number {
  return key.length + (value === undefined ? 0 : charactersOf(value));
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 6;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + 1 + charactersOf(one), 2);
  let sum = 2;
  for (const [name, one] of Object.entries(value)) sum += name.length + 4 + charactersOf(one);
  return sum;
}

/** Whether a change of this size still fits to those that are there. */
export const fits = (changes: number, characters: number, size: number): boolean =>
  changes === 0 || (changes < changesPerBatch && characters + size <= charactersPerBatch);
