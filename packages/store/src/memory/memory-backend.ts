import type { Backend, Marks, StoredBatch, StoredEntry } from '../engine/backend.ts';
import { compareKeys } from '../key-order.ts';
import type { LeaseId } from '../port.ts';

/** State that is gone with the process. Nothing in `atomically` can fail halfway, so there is nothing to undo. */
export class MemoryBackend implements Backend {
  private readonly entries = new Map<string, StoredEntry>();
  /** Keys in order; undefined after a key came or went. */
  private ordered: string[] | undefined;
  private readonly leases = new Map<LeaseId, number>();
  private batches: StoredBatch[] = [];
  private marks: Marks = { revision: 0, compacted: 0 };

  /** The same state, apart from now on; for tests that begin many times from one state. */
  copy(): MemoryBackend {
    const copy = new MemoryBackend();
    for (const [key, entry] of this.entries) copy.entries.set(key, entry);
    for (const [id, ttlMs] of this.leases) copy.leases.set(id, ttlMs);
    copy.batches = [...this.batches];
    copy.marks = this.marks;
    return copy;
  }

  load() {
    return { ...this.marks, leases: [...this.leases].map(([id, ttlMs]) => ({ id, ttlMs })) };
  }

  get(key: string): StoredEntry | undefined {
    return this.entries.get(key);
  }

  revisionsOf(key: string) {
    return this.entries.get(key);
  }

  list(prefix: string, after: string | undefined, limit: number): StoredEntry[] {
    this.ordered ??= [...this.entries.keys()].sort(compareKeys);
    const found: StoredEntry[] = [];
    for (const key of this.ordered) {
      if (found.length === limit) break;
      if (!key.startsWith(prefix) || (after !== undefined && compareKeys(key, after) <= 0)) continue;
      found.push(this.entries.get(key) as StoredEntry);
    }
    return found;
  }

  history(revision: number, through: number): StoredBatch[] {
    return this.batches.filter((batch) => batch.revision > revision && batch.revision <= through);
  }

  hasLease(id: LeaseId): boolean {
    return this.leases.has(id);
  }

  keysOfLease(id: LeaseId): string[] {
    return [...this.entries.values()].filter((entry) => entry.lease === id).map((entry) => entry.key);
  }

  atomically<T>(work: () => T): T {
    return work();
  }

  put(entry: StoredEntry): void {
    if (!this.entries.has(entry.key)) this.ordered = undefined;
    this.entries.set(entry.key, entry);
  }

  delete(key: string): void {
    this.entries.delete(key);
    this.ordered = undefined;
  }

  appendHistory(batch: StoredBatch): void {
    this.batches.push(batch);
  }

  setMarks(marks: Marks): void {
    if (marks.compacted > this.marks.compacted) {
      this.batches = this.batches.filter((batch) => batch.revision > marks.compacted);
    }
    this.marks = marks;
  }

  addLease(id: LeaseId, ttlMs: number): void {
    this.leases.set(id, ttlMs);
  }

  removeLease(id: LeaseId): void {
    this.leases.delete(id);
  }

  close(): void {}
}
