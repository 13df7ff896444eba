import { type Log, SkerryError } from '@skerry/kit';
import type { Entry, Store } from '@skerry/store';
import type { Following } from '../ports/following.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

export interface StoreFollowing extends Following {
  /** Rejects when the store can no longer be followed: the process must end, for it would answer from the past. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/** What the mirror may hold is known before the mirror is read. */
const prefixes: readonly string[] = [
  keys.allUnwritten,
  keys.leaseBlocks,
  keys.allPlaced,
  keys.allOfCatalogue,
  keys.commands,
  keys.answeredCommands,
  keys.mirrors,
  keys.allAudit,
  keys.links,
];

/** Loads the store into the model, then keeps them together. */
export async function follow(
  store: Store,
  model: Model,
  log: Log,
  reading: { pages(prefix: string): AsyncIterable<readonly Entry[]> },
): Promise<StoreFollowing> {
  const start = await store.revision();
  for (const prefix of prefixes) {
    for await (const entries of reading.pages(prefix)) {
      model.apply({ revision: start, changes: entries.map((entry) => ({ type: 'put', entry })) });
    }
  }
  const waiting = new Set<{ revision: number; resolve: () => void; reject: (error: unknown) => void }>();
  const ending = new AbortController();
  const run = async () => {
    // From `start`, not from the pages' own revisions: what came between is applied again, which changes nothing.
    for await (const batch of store.watch('/', start, ending.signal)) {
      model.apply(batch);
      for (const waiter of waiting) {
        if (waiter.revision > model.revision) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    }
  };
  let lose: (error: unknown) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => {});
  const done = run().then(
    () => waiting.forEach((waiter) => waiter.reject(new SkerryError(closed))),
    (error: unknown) => {
      log.error({ err: error }, 'the store cannot be followed any more');
      for (const waiter of waiting) waiter.reject(error);
      lose(error);
    },
  );
  return {
    lost,
    reached: (revision) =>
      model.revision >= revision
        ? Promise.resolve()
        : new Promise((resolve, reject) => waiting.add({ revision, resolve, reject })),
    async stop() {
      ending.abort();
      await done;
    },
  };
}

const closed = { code: 'store-closed', kind: 'failed', message: 'The front-end is stopping.' } as const;
