import type { LeaseId } from '../port.ts';

/** An entry as a backend keeps it; `text` is its value as JSON. */
export interface StoredEntry {
  readonly key: string;
  readonly text: string;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly lease?: LeaseId;
}

/** Without `text` it is a delete. */
export interface StoredChange {
  readonly key: string;
  readonly text?: string;
  readonly createRevision: number;
}

/** Every revision has exactly one, with at least one change. */
export interface StoredBatch {
  readonly revision: number;
  readonly changes: readonly StoredChange[];
}

export interface Marks {
  readonly revision: number;
  /** History up to and with this revision is gone. */
  readonly compacted: number;
}

/**
 * Where a single-process store keeps its state. Synchronous: a call sees everything written before it. Knows nothing
 * of conditions, waiting or time. Every error it throws is a SkerryError with a store code.
 */
export interface Backend {
  load(): Marks & { readonly leases: readonly { readonly id: LeaseId; readonly ttlMs: number }[] };
  get(key: string): StoredEntry | undefined;
  /** Cheaper than `get`: without the value. */
  revisionsOf(key: string): { readonly createRevision: number; readonly modRevision: number } | undefined;
  /** In the order of the keys' UTF-8 bytes, at most `limit`, after the key `after` when it is given. */
  list(prefix: string, after: string | undefined, limit: number): StoredEntry[];
  /** The revisions after `revision`, up to and with `through`. Only asked for what is not compacted. */
  history(revision: number, through: number): StoredBatch[];
  hasLease(id: LeaseId): boolean;
  keysOfLease(id: LeaseId): string[];

  /**
   * Returns when all that `work` wrote is durable. When it throws, nothing of it was written. The methods below are
   * only called from within `work`.
   */
  atomically<T>(work: () => T): T;
  put(entry: StoredEntry): void;
  delete(key: string): void;
  appendHistory(batch: StoredBatch): void;
  /** Also forgets the history that is compacted with it. */
  setMarks(marks: Marks): void;
  addLease(id: LeaseId, ttlMs: number): void;
  removeLease(id: LeaseId): void;

  close(): void;
}
