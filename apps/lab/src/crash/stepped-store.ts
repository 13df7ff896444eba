import { SkerryError } from '@skerry/kit';
import type { ChangeBatch, Store, Transaction, WatchOptions } from '@skerry/store';
import type { Life } from './life.ts';

/** Milliseconds that a frozen disk makes a commit wait: long beside everything else in a run. */
const stallMs = 1500;

/** The store as one life sees it: each commit is a step, and nothing gets through once the life has ended. */
export function steppedStore(store: Store, life: Life): Store {
  const guarded =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      life.check();
      const result = await work(...args);
      life.check();
      return result;
    };
  return {
    revision: guarded(() => store.revision()),
    get: guarded((key: string) => store.get(key)),
    list: guarded((prefix: string, options?: Parameters<Store['list']>[1]) => store.list(prefix, options)),
    commit: (transaction) =>
      life.step({
        name: nameOf(transaction),
        run: () => store.commit(transaction),
        failure: storeFull,
        freeze: stallMs,
        hearsFirst: true,
      }),
    watch: (prefix, from, signal, options) => watching(store, life, prefix, from, signal, options),
    grantLease: guarded((ttlMs: number) => store.grantLease(ttlMs)),
    keepAlive: guarded((lease: string) => store.keepAlive(lease)),
    revokeLease: guarded((lease: string) => store.revokeLease(lease)),
    compact: guarded((revision: number) => store.compact(revision)),
    // Whoever opened it closes it.
    close: async () => {},
  };
}

async function* watching(
  store: Store,
  life: Life,
  prefix: string,
  from: number,
  signal: AbortSignal,
  options?: WatchOptions,
): AsyncGenerator<ChangeBatch, void> {
  const ended = new AbortController();
  const off = life.onEnd(() => ended.abort());
  try {
    for await (const batch of store.watch(prefix, from, AbortSignal.any([signal, ended.signal]), options)) {
      life.check();
      yield batch;
    }
    if (!signal.aborted) life.check();
  } finally {
    off();
  }
}

const storeFull = () =>
  new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full; nothing was written.' });

/** The kinds of keys that a transaction writes, without the numbers and hashes in them. */
function nameOf({ writes }: Transaction): string {
  const kinds = writes.map(({ op, key }) => `${op === 'delete' ? '-' : ''}${withoutNumbers(key)}`);
  return `commit ${[...new Set(kinds)].sort().join(' ')}`;
}

const withoutNumbers = (key: string): string => key.replace(/[0-9a-f]{16,}|\d+(\.\d+)*/g, '#');
