/**
 * The index that searches are answered from, and when it is read again. A marketplace that is not reached is searched as it
 * was, and the answer says so and how old that is. It owns the newest reading, in memory: who wants it to outlive the
 * process writes it down (`linesOfIndex`) and gives it back at the next start.
 */
import { type Clock, type Failure, systemClock, toFailure } from '@skerry/kit';
import type { Query, SearchPage } from './marketplace.ts';
import type { MarketplaceIndex } from './marketplace-index.ts';

export interface KeptIndexOptions {
  readonly read: (signal?: AbortSignal) => Promise<MarketplaceIndex>;
  readonly kept?: MarketplaceIndex | undefined;
  /** Milliseconds that a reading counts as new. Larger: new versions are seen late. Smaller: every search waits. */
  readonly freshMs?: number;
  /** Milliseconds after a failure until the next try. */
  readonly againMs?: number;
  readonly clock?: Clock;
}

export class KeptIndex {
  readonly #options: KeptIndexOptions;
  readonly #clock: Clock;
  #index: MarketplaceIndex | undefined;
  /** On the monotonic clock; of one that was given to us nothing. */
  #readAt: number | undefined;
  #failed: { readonly at: number; readonly failure: Failure } | undefined;
  #reading: Promise<MarketplaceIndex> | undefined;

  constructor(options: KeptIndexOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#index = options.kept;
  }

  /** One reading at a time, however many ask; it ends for none of them when one does not want it any more. */
  async read(signal?: AbortSignal): Promise<MarketplaceIndex> {
    this.#reading ??= this.#options.read().finally(() => {
      this.#reading = undefined;
    });
    const reading = this.#reading;
    const index = await (signal === undefined ? reading : untilAborted(reading, signal));
    this.#index = index;
    this.#readAt = this.#clock.monotonicMs();
    this.#failed = undefined;
    return index;
  }

  async search(query: Query, signal?: AbortSignal): Promise<SearchPage> {
    const { index, stale } = await this.#newest(signal);
    return { ...index.search(query), asOf: index.readAt, ...(stale ? { stale } : {}) };
  }

  async #newest(signal?: AbortSignal): Promise<{ index: MarketplaceIndex; stale?: Failure }> {
    const { freshMs = 3_600_000, againMs = 60_000 } = this.#options;
    const now = this.#clock.monotonicMs();
    const old = this.#index;
    if (old !== undefined && this.#readAt !== undefined && now - this.#readAt < freshMs) return { index: old };
    if (old !== undefined && this.#failed !== undefined && now - this.#failed.at < againMs) {
      return { index: old, stale: this.#failed.failure };
    }
    try {
      return { index: await this.read(signal) };
    } catch (error) {
      signal?.throwIfAborted();
      if (old === undefined) throw error;
      this.#failed = { at: this.#clock.monotonicMs(), failure: toFailure(error) };
      return { index: old, stale: this.#failed.failure };
    }
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
