/**
 * A store in one process, over a backend that keeps the state. Owns the order of revisions: all writes pass through
 * one queue. If we die, the backend holds every acknowledged transaction, and nothing of the others.
 */
import { type Clock, type Log, SkerryError, silentLog, systemClock } from '@skerry/kit';
import { randomUUID } from 'node:crypto';
import { storeError } from '../errors.ts';
import type { Key, Prefix } from '../key.ts';
import type * as Port from '../port.ts';
import type { Backend } from './backend.ts';
import { Draft } from './draft.ts';
import { EntryCache } from './entry-cache.ts';
import { GroupCommit } from './group-commit.ts';
import { LateEntry } from './late-entry.ts';
import { Leases } from './leases.ts';
import { prepareTransaction } from './prepare.ts';
import { Pulse } from './pulse.ts';
import { decodeBatch, type LateBatch, lateBatch, RecentHistory } from './recent-history.ts';

export interface EngineOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Revisions that a watch can reach back at least; 20,000 when not given. */
  readonly historyRevisions?: number;
}

/** Revisions handed to a watcher in one read. */
const watchChunk = 100;

export class Engine implements Port.Store {
  private readonly backend: Backend;
  private readonly log: Log;
  private readonly historyRevisions: number;
  private readonly queue: GroupCommit;
  private readonly leases: Leases;
  private readonly recent: RecentHistory;
  private readonly cache = new EntryCache();
  private readonly pulse = new Pulse();
  private lastRevision: number;
  private compacted: number;
  private failure: SkerryError | undefined;

  constructor(backend: Backend, options: EngineOptions = {}) {
    this.backend = backend;
    this.log = options.log ?? silentLog;
    this.historyRevisions = options.historyRevisions ?? 20_000;
    this.recent = new RecentHistory(this.historyRevisions);
    this.queue = new GroupCommit({
      commitDraft: (fill) => this.commitDraft(fill),
      failed: (error) => this.groupFailed(error),
    });
    this.leases = new Leases(options.clock ?? systemClock, (id) => this.expire(id));
    const loaded = backend.load();
    this.lastRevision = loaded.revision;
    this.compacted = loaded.compacted;
    for (const { id, ttlMs } of loaded.leases) this.leases.add(id, ttlMs);
  }

  async revision(): Promise<number> {
    this.assertOpen();
    return this.lastRevision;
  }

  async get<T = Port.Json>(key: Key<T>): Promise<Port.Entry<T> | undefined> {
    this.assertOpen();
    const held = this.cache.get(key);
    if (held) return held as Port.Entry<T>;
    const stored = this.backend.get(key);
    if (!stored) return undefined;
    const late = new LateEntry(stored);
    const { entry } = late;
    this.cache.set(key, late);
    return entry as Port.Entry<T>;
  }

  async list<T = Port.Json>(
    prefix: Prefix<T>,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<Port.Page<T>> {
    this.assertOpen();
    const { after, limit = 1000 } = options;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw storeError('store-invalid-transaction', { field: 'limit', message: 'A page has at least one entry.' });
    }
    const found = this.backend.list(prefix, after, limit + 1);
    const entries = found.slice(0, limit).map((stored) => new LateEntry(stored).entry as Port.Entry<T>);
    const next = found.length > limit ? entries.at(-1)?.key : undefined;
    return { entries, revision: this.lastRevision, ...(next === undefined ? {} : { next }) };
  }

  async commit(transaction: Port.Transaction): Promise<Port.Committed | Port.Refused> {
    this.assertOpen();
    const prepared = prepareTransaction(transaction);
    this.leases.expireDue();
    return this.queue.submit((draft) => draft.transact(prepared));
  }

  async *watch(
    prefix: string,
    fromRevision: number,
    signal: AbortSignal,
    options: Port.WatchOptions = {},
  ): AsyncGenerator<Port.ChangeBatch, void> {
    let cursor = fromRevision;
    while (!signal.aborted) {
      this.assertOpen();
      if (cursor < this.compacted) {
        throw storeError('store-compacted', { context: { asked: cursor, compacted: this.compacted } });
      }
      if (cursor >= this.lastRevision) {
        await this.pulse.wait(signal);
        continue;
      }
      let told = cursor;
      for (const batch of this.changesAfter(cursor)) {
        cursor = batch.revision;
        const changes = batch.changes.filter((change) => keyOf(change).startsWith(prefix));
        if (changes.length === 0) continue;
        told = cursor;
        yield changes.length === batch.changes.length ? batch : { revision: batch.revision, changes };
        if (signal.aborted) return;
      }
      if (options.progress && told < cursor) yield { revision: cursor, changes: [] };
    }
  }

  async grantLease(ttlMs: number): Promise<Port.LeaseId> {
    this.assertOpen();
    if (!Number.isFinite(ttlMs) || ttlMs < 1) {
      throw storeError('store-invalid-transaction', { field: 'ttlMs', message: 'A lease lives for at least 1 ms.' });
    }
    const id = randomUUID();
    return this.queue.submit((draft) => {
      this.backend.addLease(id, ttlMs);
      draft.onCommitted(() => this.leases.add(id, ttlMs));
      return id;
    });
  }

  async keepAlive(lease: Port.LeaseId): Promise<void> {
    this.assertOpen();
    if (!this.leases.keepAlive(lease)) throw storeError('store-lease-unknown');
  }

  async revokeLease(lease: Port.LeaseId): Promise<void> {
    this.assertOpen();
    return this.queue.submit((draft) => {
      draft.revoke(lease);
      draft.onCommitted(() => this.leases.remove(lease));
    });
  }

  async compact(revision: number): Promise<void> {
    this.assertOpen();
    return this.queue.submit((draft) => {
      const compacted = Math.min(revision - 1, draft.revision);
      if (compacted > draft.compacted) draft.compacted = compacted;
    });
  }

  async close(): Promise<void> {
    if (this.failure?.failure.code === 'store-closed') return;
    this.leases.stop();
    this.queue.drain();
    this.failure = storeError('store-closed');
    this.pulse.beat();
    this.backend.close();
  }

  private changesAfter(cursor: number): readonly Port.ChangeBatch[] {
    const through = Math.min(cursor + watchChunk, this.lastRevision);
    return this.recent.after(cursor, watchChunk) ?? this.backend.history(cursor, through).map(decodeBatch);
  }

  private commitDraft(fill: (draft: Draft) => void): void {
    this.assertOpen();
    const draft = new Draft(this.backend, { revision: this.lastRevision, compacted: this.compacted }, (lease) =>
      this.leases.isAlive(lease),
    );
    this.backend.atomically(() => {
      fill(draft);
      draft.trimHistory(this.historyRevisions);
      draft.saveMarks();
    });
    this.lastRevision = draft.revision;
    this.compacted = draft.compacted;
    for (const batch of draft.batches) this.remember(lateBatch(batch));
    draft.runAfterwards();
    if (draft.batches.length > 0) this.pulse.beat();
  }

  private remember(batch: LateBatch): void {
    this.recent.push(batch);
    for (const { key, entry } of batch.changes) {
      if (entry) this.cache.set(key, entry);
      else this.cache.delete(key);
    }
  }

  private groupFailed(error: unknown): void {
    const known = error instanceof SkerryError ? error : storeError('store-io', { cause: error });
    const { code } = known.failure;
    if (code === 'store-closed' || this.failure) return;
    this.log.error({ code, message: known.message, ...known.context }, 'a commit failed');
    if (code === 'store-full') return;
    // After a failed sync nobody knows what is on disk: going on could acknowledge what a restart would not find.
    this.failure = known;
    this.pulse.beat();
  }

  private expire(lease: Port.LeaseId): void {
    if (this.failure) return;
    const removed = this.queue.submit((draft) => {
      draft.revoke(lease);
      draft.onCommitted(() => this.leases.remove(lease));
    });
    removed.catch((error: unknown) => {
      if (this.failure) return;
      this.log.warn({ lease, error: String(error) }, 'the keys of an expired lease stay for now');
    });
  }

  private assertOpen(): void {
    if (this.failure) throw this.failure;
  }
}

const keyOf = (change: Port.Change): string => (change.type === 'put' ? change.entry.key : change.key);
