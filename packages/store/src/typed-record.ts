/** The two places where a record of a type becomes what a store holds, and the other way. */
import type { Key, Prefix } from './key.ts';
import type { Change, Entry, Json, Write } from './port.ts';

export type Put = Extract<Write, { op: 'put' }>;

/** A record as a store holds it: its type is plain data, which TypeScript does not see of an interface. */
export const stored = (record: unknown): Json => record as Json;

export const put = <T = Json>(key: Key<T>, value: NoInfer<T>): Put => ({ op: 'put', key, value: stored(value) });

/**
 * What lies there, if it lies under the prefix: for those that are told of entries, writes or changes of a feed of
 * several kinds. Undefined: it lies elsewhere, or was deleted.
 */
export const valueUnder = <T>(
  prefix: Prefix<T>,
  { key, value }: { readonly key: string; readonly value?: unknown },
): T | undefined => (key.startsWith(prefix) ? (value as T | undefined) : undefined);

/** The same of a change of the store. */
export const valueAfter = <T>(prefix: Prefix<T>, change: Change): T | undefined =>
  change.type === 'put' ? valueUnder(prefix, change.entry) : undefined;

/** Those of the entries that lie under the prefix. */
export const entriesUnder = <T>(prefix: Prefix<T>, entries: readonly Entry[]): Entry<T>[] =>
  entries.flatMap((entry) => {
    const value = valueUnder(prefix, entry);
    return value === undefined ? [] : [{ ...entry, value }];
  });
