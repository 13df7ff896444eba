import { SkerryError } from '@skerry/kit';
import { afterEach, expect } from 'vitest';
import type {
  Change,
  ChangeBatch,
  Committed,
  Json,
  Store,
  StoreErrorCode,
  Transaction,
  WatchOptions,
} from '../port.ts';

export interface EngineUnderTest {
  readonly store: Store;
  /** Closes the store and opens the same state again; absent where the state is gone with the store. */
  readonly reopen?: () => Promise<Store>;
  /** Removes what `open` made besides the store. The last store is closed before. */
  readonly cleanUp?: () => Promise<void>;
}

export type Opener = () => Promise<EngineUnderTest>;

/** Opens, and closes and cleans up after each test, also when it failed. */
export function opener(open: Opener): Opener {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  });
  return async () => {
    const { store, reopen, cleanUp } = await open();
    if (cleanUp) undo.push(cleanUp);
    undo.push(() => store.close());
    if (!reopen) return { store };
    return {
      store,
      reopen: async () => {
        const again = await reopen();
        undo.push(() => again.close());
        return again;
      },
    };
  };
}

export const put = (key: string, value: Json, lease?: string): Transaction => ({
  writes: [lease === undefined ? { op: 'put', key, value } : { op: 'put', key, value, lease }],
});

export const del = (key: string): Transaction => ({ writes: [{ op: 'delete', key }] });

export async function committed(store: Store, transaction: Transaction): Promise<number> {
  const result = await store.commit(transaction);
  expect(result).toMatchObject({ committed: true });
  return (result as Committed).revision;
}

export async function refusedWith(code: StoreErrorCode, work: () => Promise<unknown>): Promise<SkerryError> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SkerryError);
  expect((error as SkerryError).failure.code).toBe(code);
  return error as SkerryError;
}

/** Reads a watch until `enough` says so, then ends it. Fails on its own after the test's time. */
export async function readWatch(
  store: Store,
  prefix: string,
  from: number,
  enough: (batches: readonly ChangeBatch[]) => boolean,
  options?: WatchOptions,
): Promise<ChangeBatch[]> {
  const stop = new AbortController();
  const batches: ChangeBatch[] = [];
  for await (const batch of store.watch(prefix, from, stop.signal, options)) {
    batches.push(batch);
    if (enough(batches)) stop.abort();
  }
  return batches;
}

export const keyOf = (change: Change): string => (change.type === 'put' ? change.entry.key : change.key);
