import { compareKeys, prefixEnd } from '../key-order.ts';
import type { Entry } from '../port.ts';

/**
 * Entries by key, in the order of the store. An array that was handed out is never changed again: readers keep it as
 * long as they like.
 */
export class SortedEntries {
  private readonly byKey = new Map<string, Entry>();
  private sorted: Entry[] = [];
  private handedOut = false;

  get size(): number {
    return this.byKey.size;
  }

  get(key: string): Entry | undefined {
    return this.byKey.get(key);
  }

  set(entry: Entry): void {
    const at = this.position(entry.key);
    this.own();
    this.sorted.splice(at, this.byKey.has(entry.key) ? 1 : 0, entry);
    this.byKey.set(entry.key, entry);
  }

  delete(key: string): void {
    if (!this.byKey.delete(key)) return;
    this.own();
    this.sorted.splice(this.position(key), 1);
  }

  all(): readonly Entry[] {
    this.handedOut = true;
    return this.sorted;
  }

  under(prefix: string): readonly Entry[] {
    const end = prefixEnd(prefix);
    return this.sorted.slice(this.position(prefix), end === undefined ? undefined : this.position(end));
  }

  private own(): void {
    if (!this.handedOut) return;
    this.sorted = this.sorted.slice();
    this.handedOut = false;
  }

  /** Where the key is, or would be. */
  private position(key: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys((this.sorted[middle] as Entry).key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
