/**
 * The read model of a prefix: all its entries in memory, fed by a list and then a watch. The store owns the facts; the
 * mirror owns nothing and may be behind, but never shows half a revision. If we die, the next start lists again.
 * Values are shared by all readers and frozen.
 */
import { createLog, type Log, Retries, SkerryError, toFailure } from '@skerry/kit';
import { setTimeout as delay } from 'node:timers/promises';
import { isStoreError } from '../errors.ts';
import { deepFreeze } from '../frozen-json.ts';
import type { Key, Prefix } from '../key.ts';
import type { ChangeBatch, Entry, Json, Store } from '../port.ts';
import { type EntryIndex, type IndexedValues, MirrorIndex } from './mirror-index.ts';
import { RevisionWaiters } from './revision-waiters.ts';
import { Snapshot, type TakePage } from './snapshot.ts';
import { SortedEntries } from './sorted-entries.ts';

export type MirrorErrorCode =
  /** The revision was not seen within the deadline. */
  | 'mirror-behind'
  /** The mirror, or the store under it, was closed. */
  | 'mirror-closed';

export type MirrorListener = (batch: ChangeBatch) => void;

export interface Mirror {
  /** Resolves when the mirror holds the whole prefix; rejects with `mirror-closed` when it is closed before. */
  readonly ready: Promise<void>;
  get<T = Json>(key: Key<T>): Entry<T> | undefined;
  /** In the order of the keys. The array stays as it is; the next call may give another. */
  all(): readonly Entry[];
  entries<T = Json>(prefix: Prefix<T>): readonly Entry<T>[];
  /** Everything up to this revision of the store is in the mirror; 0 until it is ready. */
  revision(): number;
  /** Resolves once `revision` is in the mirror; rejects with `mirror-behind` after `deadlineMs` milliseconds. */
  waitFor(revision: number, deadlineMs: number): Promise<void>;
  /**
   * The listener hears of every change after the mirror shows it: first the whole prefix as puts, then one batch for
   * each revision, or one for many where the history was lost. Gives the function that ends it.
   */
  on(listener: MirrorListener): () => void;
  /** Keeps the entries findable by what `valuesOf` says of them. A name is taken once. */
  index(name: string, valuesOf: (entry: Entry) => IndexedValues): EntryIndex<Json>;
  close(): Promise<void>;
}

export interface MirrorOptions {
  readonly log?: Log;
  /**
   * What of a page is taken in, until the whole prefix was listed once; afterwards all is. What it leaves out it has
   * removed from the store, or it comes again. When it fails, or the store does, `ready` rejects: a start ends then.
   */
  readonly firstReading?: TakePage;
}

export const createMirror = (store: Store, prefix: string, options: MirrorOptions = {}): Mirror =>
  new StoreMirror(store, prefix, options);

class StoreMirror implements Mirror {
  readonly ready: Promise<void>;
  private readonly store: Store;
  private readonly prefix: string;
  private readonly log: Log;
  private firstReading: TakePage | undefined;
  private readonly live = new SortedEntries();
  private readonly indexes = new Map<string, MirrorIndex>();
  private readonly listeners = new Set<MirrorListener>();
  private readonly waiters = new RevisionWaiters();
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;
  private snapshot: Snapshot | undefined;
  private isReady = false;
  private seen = 0;

  constructor(store: Store, prefix: string, options: MirrorOptions) {
    this.store = store;
    this.prefix = prefix;
    this.log = (options.log ?? createLog('mirror')).child({ prefix });
    this.firstReading = options.firstReading;
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.ready.catch(() => {});
    const end = (why: unknown) => {
      ready.reject(why);
      this.waiters.fail(mirrorClosed());
      this.stop.abort();
    };
    this.running = this.run(ready.resolve).then(() => end(mirrorClosed()), end);
  }

  get<T = Json>(key: Key<T>): Entry<T> | undefined {
    return this.live.get(key) as Entry<T> | undefined;
  }

  all(): readonly Entry[] {
    return this.live.all();
  }

  entries<T = Json>(prefix: Prefix<T>): readonly Entry<T>[] {
    return this.live.under(prefix) as readonly Entry<T>[];
  }

  revision(): number {
    return this.seen;
  }

  async waitFor(revision: number, deadlineMs: number): Promise<void> {
    if (this.isReady && this.seen >= revision) return;
    if (this.stop.signal.aborted) throw mirrorClosed();
    await this.waiters.wait(revision, deadlineMs);
  }

  on(listener: MirrorListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  index(name: string, valuesOf: (entry: Entry) => IndexedValues): MirrorIndex {
    if (this.indexes.has(name)) throw new Error(`the mirror of ${this.prefix} has an index "${name}" already`);
    const index = new MirrorIndex(valuesOf);
    for (const entry of this.live.all()) index.apply({ type: 'put', entry });
    this.indexes.set(name, index);
    return index;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(onReady: () => void): Promise<void> {
    const { signal } = this.stop;
    let mustList = true;
    const retries = new Retries({ firstMs: 20, maxMs: 5000 });
    while (!signal.aborted) {
      try {
        if (mustList) {
          this.snapshot = await Snapshot.list(this.store, this.prefix, this.firstReading);
          this.firstReading = undefined;
          mustList = false;
          this.publishWhenComplete(onReady);
        }
        const from = this.snapshot?.seen ?? this.seen;
        for await (const batch of this.store.watch(this.prefix, from, signal, { progress: true })) {
          retries.worked();
          if (this.snapshot) {
            this.snapshot.apply(batch);
            this.publishWhenComplete(onReady);
          } else this.publish(batch);
        }
      } catch (error) {
        if (signal.aborted || isStoreError(error, 'store-closed')) return;
        if (this.firstReading) throw error;
        mustList ||= isStoreError(error, 'store-compacted');
        this.log.warn({ code: toFailure(error).code, error: String(error), mustList }, 'mirror starts over');
        await delay(retries.failed(), undefined, { signal }).catch(() => {});
      }
    }
  }

  private publishWhenComplete(onReady: () => void): void {
    if (!this.snapshot?.complete || this.stop.signal.aborted) return;
    const changes = this.snapshot.changesFrom(this.live.all());
    const revision = this.snapshot.seen;
    this.snapshot = undefined;
    this.isReady = true;
    this.publish({ revision, changes });
    onReady();
  }

  private publish(batch: ChangeBatch): void {
    for (const change of batch.changes) {
      if (change.type === 'put') {
        deepFreeze(change.entry.value);
        this.live.set(change.entry);
      } else this.live.delete(change.key);
      for (const [name, index] of this.indexes) this.guarded({ index: name }, () => index.apply(change));
    }
    this.seen = batch.revision;
    if (batch.changes.length > 0) for (const listener of this.listeners) this.guarded({}, () => listener(batch));
    this.waiters.reached(batch.revision);
  }

  /** A reader's mistake must not stop the others, nor the mirror. */
  private guarded(fields: object, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.log.error({ ...fields, error: String(error) }, 'a reader of the mirror failed');
    }
  }
}

function mirrorClosed(): SkerryError {
  const code: MirrorErrorCode = 'mirror-closed';
  return new SkerryError({ code, kind: 'failed', message: 'The service is shutting down.', hint: 'Try again later.' });
}
