import type { Condition, Json, Store, Write } from '@skerry/store';

/** Reads through its own writes, and commits them only if nothing that was read has changed since. */
export class Transacting {
  private readonly store: Store;
  private readonly conditions = new Map<string, Condition>();
  private readonly writes = new Map<string, Write>();

  constructor(store: Store) {
    this.store = store;
  }

  async get(key: string): Promise<unknown> {
    const own = this.writes.get(key);
    if (own) return own.op === 'put' ? own.value : undefined;
    const entry = await this.store.get(key);
    this.conditions.set(
      key,
      entry ? { key, is: 'unchanged-since', modRevision: entry.modRevision } : { key, is: 'absent' },
    );
    return entry?.value;
  }

  put(key: string, value: object): void {
    this.writes.set(key, { op: 'put', key, value: value as Json });
  }

  delete(key: string): void {
    this.writes.set(key, { op: 'delete', key });
  }

  /** Of writes or conditions, whichever are more: the store takes 100 of each. */
  get size(): number {
    return Math.max(this.writes.size, this.conditions.size);
  }

  async commit(): Promise<boolean> {
    if (this.writes.size === 0) return true;
    const result = await this.store.commit({
      conditions: [...this.conditions.values()],
      writes: [...this.writes.values()],
    });
    return result.committed;
  }
}
