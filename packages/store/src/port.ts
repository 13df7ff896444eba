/**
 * The state of one front-end or one cluster controller: a revisioned key-value map.
 *
 * Every committed transaction that changes something raises the store's revision by exactly one; all keys it touched
 * carry that revision. A transaction that was acknowledged is on disk. Values are JSON. Samples and logs do not belong
 * here.
 */

import type { Json } from '@skerry/kit';
import type { Key, Prefix } from './key.ts';

export type { Json };

export interface Entry<T = Json> {
  readonly key: string;
  readonly value: T;
  /** Store revision of the transaction that created the key (again after a delete). */
  readonly createRevision: number;
  /** Store revision of the last transaction that wrote the key. */
  readonly modRevision: number;
}

/** What must hold for a transaction to commit. */
export type Condition =
  | { readonly key: string; readonly is: 'absent' }
  | { readonly key: string; readonly is: 'present' }
  /** The key is there, and this is its `modRevision` (1 or more). */
  | { readonly key: string; readonly is: 'unchanged-since'; readonly modRevision: number };

export type Write =
  | { readonly op: 'put'; readonly key: string; readonly value: Json; readonly lease?: LeaseId }
  | { readonly op: 'delete'; readonly key: string };

export interface Transaction {
  readonly conditions?: readonly Condition[];
  /**
   * At most 100 writes to 100 different keys (etcd refuses more than 128 operations). Keys are not empty and hold no
   * control characters; a value is JSON of at most 1 MiB. Otherwise `store-invalid-transaction`.
   */
  readonly writes: readonly Write[];
}

export type Committed = { readonly committed: true; readonly revision: number };
/** Nothing was written. `failed` is the first condition that did not hold. */
export type Refused = { readonly committed: false; readonly failed: Condition; readonly revision: number };

export type Change<T = Json> =
  | { readonly type: 'put'; readonly entry: Entry<T> }
  | { readonly type: 'delete'; readonly key: string; readonly modRevision: number };

/**
 * All changes of one revision under the watched prefix; never split, in rising order of revision. Never empty, but for
 * a watch with `progress`.
 */
export interface ChangeBatch<T = Json> {
  readonly revision: number;
  readonly changes: readonly Change<T>[];
}

export interface Page<T = Json> {
  readonly entries: readonly Entry<T>[];
  /** The page is the state at this revision: watch from here to miss nothing. */
  readonly revision: number;
  /** Give it as `after` to go on; absent on the last page. */
  readonly next?: string;
}

export interface WatchOptions {
  /**
   * Also yields batches without changes: everything up to their revision has been told, and the last revisions touched
   * only keys outside of the prefix. Who waits for a revision needs it; who only reacts to changes does not.
   */
  readonly progress?: boolean;
}

export type LeaseId = string;

/** Thrown (as SkerryError) by every engine. */
export type StoreErrorCode =
  /** The history before this revision is gone: list again, then watch from the list's revision. */
  | 'store-compacted'
  /** The disk is full; nothing of the transaction was written. */
  | 'store-full'
  /** The file is not a database of ours, or is damaged. Never repaired in silence. */
  | 'store-corrupt'
  /** Written by a newer Skerry than this one. */
  | 'store-too-new'
  /** Another process has it open. */
  | 'store-in-use'
  /** The disk or the file system refused (permission, I/O error). After a failed write the store takes no more. */
  | 'store-io'
  /** User data in it is sealed with a key that is not there. */
  | 'store-key-missing'
  | 'store-closed'
  | 'store-invalid-transaction'
  | 'store-lease-unknown';

export interface Store {
  /** The revision of the last committed transaction; 0 for an empty store. */
  revision(): Promise<number>;
  get<T = Json>(key: Key<T>): Promise<Entry<T> | undefined>;
  /** Keys in rising order of their UTF-8 bytes. `limit` defaults to 1000. */
  list<T = Json>(prefix: Prefix<T>, options?: { readonly after?: string; readonly limit?: number }): Promise<Page<T>>;
  /** Atomic. Concurrent calls share one disk sync (group commit); each promise settles only after its sync. */
  commit(transaction: Transaction): Promise<Committed | Refused>;
  /**
   * Every change after `fromRevision`, first from history, then as it happens, none missed, none twice. Ends when the
   * signal aborts. Throws `store-compacted` where history does not reach back so far, also when a slow reader falls
   * behind further than history is kept; throws `store-closed` when the store is closed.
   */
  watch(prefix: string, fromRevision: number, signal: AbortSignal, options?: WatchOptions): AsyncIterable<ChangeBatch>;
  /** Keys put with the lease vanish (as an ordinary delete) when it is not kept alive for `ttlMs`, monotonic time. */
  grantLease(ttlMs: number): Promise<LeaseId>;
  /** Throws `store-lease-unknown` when it has run out. */
  keepAlive(lease: LeaseId): Promise<void>;
  /** Deletes the lease's keys at once, in one revision. Nothing happens when it has run out already. */
  revokeLease(lease: LeaseId): Promise<void>;
  /** Forgets history older than `revision`: a watch from `revision - 1` still works, one from before does not. */
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}
