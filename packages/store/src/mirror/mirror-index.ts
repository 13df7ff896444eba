import type { Entry } from '../port.ts';

/** Under which values an entry is found; undefined: under none. */
export type IndexKey = (entry: Entry) => string | readonly string[] | undefined;

/** Finds the entries of a value without looking at the others. */
export class MirrorIndex {
  private readonly of: IndexKey;
  private readonly byValue = new Map<string, Map<string, Entry>>();

  constructor(of: IndexKey) {
    this.of = of;
  }

  replace(before: Entry | undefined, after: Entry | undefined): void {
    if (before) {
      for (const value of this.values(before)) {
        const found = this.byValue.get(value);
        found?.delete(before.key);
        if (found?.size === 0) this.byValue.delete(value);
      }
    }
    if (!after) return;
    for (const value of this.values(after)) {
      const found = this.byValue.get(value);
      if (found) found.set(after.key, after);
      else this.byValue.set(value, new Map([[after.key, after]]));
    }
  }

  find(value: string): readonly Entry[] {
    return [...(this.byValue.get(value)?.values() ?? [])];
  }

  private values(entry: Entry): readonly string[] {
    const value = this.of(entry);
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  }
}
