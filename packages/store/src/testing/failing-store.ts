import type { Store } from '../port.ts';

export interface FailingStore {
  readonly store: Store;
  /** What was asked of it so far. */
  readonly steps: () => number;
  /** Watches over it that nobody has ended. */
  readonly watches: () => number;
}

/** The same store for somebody whose `failAt`th question it does not answer; it does all others. */
export function failingStore(over: Store, failAt = Infinity): FailingStore {
  const signals: AbortSignal[] = [];
  let steps = 0;
  const asked =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (++steps === failAt) throw new Error(`step ${failAt} fails`);
      return work(...args);
    };
  const store: Store = {
    revision: asked(() => over.revision()),
    get: asked((key: string) => over.get(key)) as Store['get'],
    list: asked((...given: Parameters<Store['list']>) => over.list(...given)) as Store['list'],
    commit: asked((transaction: Parameters<Store['commit']>[0]) => over.commit(transaction)),
    watch(prefix, from, signal, options) {
      signals.push(signal);
      return over.watch(prefix, from, signal, options);
    },
    grantLease: asked((ttlMs: number) => over.grantLease(ttlMs)),
    keepAlive: asked((lease: string) => over.keepAlive(lease)),
    revokeLease: asked((lease: string) => over.revokeLease(lease)),
    compact: asked((revision: number) => over.compact(revision)),
    close: () => over.close(),
  };
  return { store, steps: () => steps, watches: () => signals.filter(({ aborted }) => !aborted).length };
}
