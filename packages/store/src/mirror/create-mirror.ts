/**
 * A copy in memory of one prefix of a store, for all reads that need not be the very latest. It owns nothing: it lists,
 * watches, and lists again when it fell behind. Values are shared: treat them as immutable.
 */
import { type Log, silentLog, SkerryError } from '@skerry/kit';
import { setTimeout as delay } from 'node:timers/promises';
import type { Change, Entry, Store } from '../port.ts';
import { type IndexKey, MirrorIndex } from './mirror-index.ts';
import { MirrorEntries } from './mirror-entries.ts';

export type MirrorListener = (changes: readonly Change[], revision: number) => void;

export interface Mirror {
  /** Settles once the first whole copy is there. */
  readonly ready: Promise<void>;
  get(key: string): Entry | undefined;
  /** In no order. A prefix that ends in a slash costs only what lies under it. */
  entries(prefix?: string): Iterable<Entry>;
  size(prefix?: string): number;
  /** Everything up to this revision of the store is in here. */
  revision(): number;
  /** Rejects with `store-mirror-late`. */
  waitFor(revision: number, options: { readonly deadlineMs: number }): Promise<void>;
  /** Called after changes were applied; a listener that throws is logged and goes on being called. */
  on(listener: MirrorListener): () => void;
  /** From now on `find(name, value)` answers; for the same name the former index is replaced. */
  index(name: string, keyOf: IndexKey): void;
  find(name: string, value: string): readonly Entry[];
  close(): Promise<void>;
}

/** Between tries to list again when the store fails. */
const retryMs = 200;

export function createMirror(store: Store, prefix: string, options: { readonly log?: Log } = {}): Mirror {
  const log = options.log ?? silentLog;
  const entries = new MirrorEntries();
  const indexes = new Map<string, MirrorIndex>();
  const listeners = new Set<MirrorListener>();
  const waiting = new Set<{ readonly revision: number; readonly resolve: () => void }>();
  const stop = new AbortController();
  let revision = 0;

  const apply = (changes: readonly Change[], at: number) => {
    for (const change of changes) {
      const key = change.type === 'put' ? change.entry.key : change.key;
      const before = entries.get(key);
      const after = change.type === 'put' ? change.entry : undefined;
      entries.set(key, after);
      for (const index of indexes.values()) index.replace(before, after);
    }
    revision = Math.max(revision, at);
    if (changes.length > 0) {
      for (const listener of listeners) {
        try {
          listener(changes, at);
        } catch (error) {
          log.error({ error: String(error) }, 'a listener of a mirror failed');
        }
      }
    }
    for (const one of waiting) {
      if (one.revision > revision) continue;
      waiting.delete(one);
      one.resolve();
    }
  };

  /** Takes the whole anew and tells what differs from before. */
  const relist = async (): Promise<number> => {
    const seen = new Set<string>();
    const changes: Change[] = [];
    let at: number | undefined;
    let after: string | undefined;
    do {
      const page = await store.list(prefix, { limit: 1000, ...(after === undefined ? {} : { after }) });
      at ??= page.revision;
      for (const entry of page.entries) {
        seen.add(entry.key);
        if (entries.get(entry.key)?.modRevision !== entry.modRevision) changes.push({ type: 'put', entry });
      }
      after = page.next;
    } while (after !== undefined);
    for (const { key } of entries.under('')) {
      if (!seen.has(key)) changes.push({ type: 'delete', key, modRevision: at });
    }
    apply(changes, at);
    return at;
  };

  const ready = Promise.withResolvers<void>();
  const follow = async () => {
    while (!stop.signal.aborted) {
      try {
        const from = await relist();
        ready.resolve();
        for await (const batch of store.watch(prefix, from, stop.signal)) {
          // Pages of a list may be newer than its revision: what is known already must not go back.
          const news = batch.changes.filter((c) => modRevision(c) > (entries.get(keyOf(c))?.modRevision ?? 0));
          apply(news, batch.revision);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        const code = error instanceof SkerryError ? error.failure.code : 'internal';
        if (code === 'store-closed') return ready.reject(error);
        if (code !== 'store-compacted') {
          log.warn({ error: String(error) }, 'a mirror lost its store and tries again');
          await delay(retryMs);
        }
      }
    }
  };
  const done = follow();
  ready.promise.catch(() => {});

  return {
    ready: ready.promise,
    get: (key) => entries.get(key),
    entries: (under = '') => entries.under(under),
    size: (under = '') => entries.size(under),
    revision: () => revision,
    async waitFor(wanted, { deadlineMs }) {
      if (revision >= wanted) return;
      // A revision that touched nothing under the prefix is never told by the watch.
      const reached = Promise.withResolvers<void>();
      const one = { revision: wanted, resolve: reached.resolve };
      waiting.add(one);
      const timer = setTimeout(() => {
        const message = `The copy of the store is at revision ${revision} and did not reach ${wanted} in ${deadlineMs} ms.`;
        reached.reject(new SkerryError({ code: 'store-mirror-late', kind: 'failed', message }));
      }, deadlineMs);
      try {
        await reached.promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(one);
      }
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    index(name, of) {
      const index = new MirrorIndex(of);
      for (const entry of entries.under('')) index.replace(undefined, entry);
      indexes.set(name, index);
    },
    find: (name, value) => indexes.get(name)?.find(value) ?? [],
    async close() {
      stop.abort();
      await done;
    },
  };
}

const keyOf = (change: Change) => (change.type === 'put' ? change.entry.key : change.key);
const modRevision = (change: Change) => (change.type === 'put' ? change.entry.modRevision : change.modRevision);
