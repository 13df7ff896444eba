/** The two places where a record of a type becomes what a store holds, and the other way. */
import type { Key, Prefix } from './key.ts';
import type { Entry, Json, Write } from './port.ts';

export type Put = Extract<Write, { op: 'put' }>;

export const put = <T = Json>(key: Key<T>, value: NoInfer<T>): Put => ({
  op: 'put',
  key,
  value: value as unknown as Json,
});

/** What the entry holds if it lies under the prefix: for those that are told of entries of several kinds. */
export const valueUnder = <T>(prefix: Prefix<T>, { key, value }: Pick<Entry, 'key' | 'value'>): T | undefined =>
  key.startsWith(prefix) ? (value as unknown as T) : undefined;
