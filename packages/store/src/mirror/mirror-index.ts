import type { Change, Entry, Json } from '../port.ts';
import { SortedEntries } from './sorted-entries.ts';

/** What an entry is found under: one value, several, or none. */
export type IndexedValues = string | readonly string[] | undefined;

export interface EntryIndex<T> {
  /** In the order of the keys. */
  get(value: string): readonly Entry<T>[];
  /** All values that some entry is found under, in no order. */
  values(): readonly string[];
}

export class MirrorIndex implements EntryIndex<Json> {
  private readonly buckets = new Map<string, SortedEntries>();
  private readonly valuesByKey = new Map<string, readonly string[]>();
  private readonly valuesOf: (entry: Entry) => IndexedValues;

  constructor(valuesOf: (entry: Entry) => IndexedValues) {
    this.valuesOf = valuesOf;
  }

  get(value: string): readonly Entry[] {
    return this.buckets.get(value)?.all() ?? [];
  }

  values(): readonly string[] {
    return [...this.buckets.keys()];
  }

  apply(change: Change): void {
    if (change.type === 'delete') return this.forget(change.key);
    const { entry } = change;
    const found = this.valuesOf(entry);
    this.forget(entry.key);
    if (found === undefined) return;
    const values = typeof found === 'string' ? [found] : [...new Set(found)];
    this.valuesByKey.set(entry.key, values);
    for (const value of values) this.bucket(value).set(entry);
  }

  private bucket(value: string): SortedEntries {
    let bucket = this.buckets.get(value);
    if (!bucket) this.buckets.set(value, (bucket = new SortedEntries()));
    return bucket;
  }

  private forget(key: string): void {
    for (const value of this.valuesByKey.get(key) ?? []) {
      const bucket = this.buckets.get(value);
      bucket?.delete(key);
      if (bucket?.size === 0) this.buckets.delete(value);
    }
    this.valuesByKey.delete(key);
  }
}
