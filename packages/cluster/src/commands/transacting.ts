import { type Condition, type Key, mostInTransaction, put, type Store, valueUnder, type Write } from '@skerry/store';

/** Reads through its own writes, and commits them only if nothing that was read has changed since. */
export class Transacting {
  private readonly store: Store;
  private conditions = new Map<string, Condition>();
  private writes = new Map<string, Write>();

  constructor(store: Store) {
    this.store = store;
  }

  async get<T = unknown>(key: Key<T>): Promise<T | undefined> {
    const own = this.writes.get(key);
    if (own) return own.op === 'put' ? valueUnder<T>(key, own) : undefined;
    const entry = await this.store.get(key);
    this.conditions.set(
      key,
      entry ? { key, is: 'unchanged-since', modRevision: entry.modRevision } : { key, is: 'absent' },
    );
    return entry?.value;
  }

  put<T = unknown>(key: Key<T>, value: NoInfer<T>): void {
    this.add(put(key, value));
  }

  add(write: Write): void {
    this.writes.set(write.key, write);
  }

  delete(key: string): void {
    this.writes.set(key, { op: 'delete', key });
  }

  get isEmpty(): boolean {
    return this.writes.size === 0 && this.conditions.size === 0;
  }

  /** Does it with all that it reads and writes, or, where the transaction would not hold that, not at all. */
  async whole(work: () => Promise<void>): Promise<boolean> {
    const before = { conditions: new Map(this.conditions), writes: new Map(this.writes) };
    await work();
    const { writes, conditions } = mostInTransaction;
    if (this.writes.size <= writes && this.conditions.size <= conditions) return true;
    Object.assign(this, before);
    return false;
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
