/**
 * A key or prefix that says what lies there. Both are plain text when the program runs: what is read is what was written
 * under it, by typed code or examined at the first reading, so nothing is parsed again. Only the layout makes them.
 */
import type { Entry, Json, Write } from './port.ts';

declare const at: unique symbol;
declare const under: unique symbol;

export type Key<T> = string & { readonly [at]?: T };
export type Prefix<T> = string & { readonly [under]?: T };

/** The number at the end of a key. */
export const idOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));

export type Put = Extract<Write, { op: 'put' }>;

export const put = <T = Json>(key: Key<T>, value: NoInfer<T>): Put => ({
  op: 'put',
  key,
  value: value as unknown as Json,
});

/** What the entry holds if it lies under the prefix: for those that are told of entries of several kinds. */
export const valueUnder = <T>(prefix: Prefix<T>, { key, value }: Pick<Entry, 'key' | 'value'>): T | undefined =>
  key.startsWith(prefix) ? (value as unknown as T) : undefined;
