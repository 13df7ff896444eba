/**
 * The index that searches are answered from, and when it is read again. A marketplace that is not reached is searched as it
 * was, and the answer says so and how old that is. It owns the newest reading, in memory: who wants it to outlive the
 * process writes it down (`linesOfIndex`) and gives it back at the next start.
 */
import { type Clock, type Failure, systemClock, toFailure } from '@skerry/kit';
import { sourceError } from '@skerry/outbound';
import { setTimeout as delay } from 'node:timers/promises';
import type { Query } from './entry.ts';
import type { SearchPage } from './marketplace.ts';
import type { MarketplaceIndex } from './marketplace-index.ts';

export interface KeptIndexOptions {
  readonly read: () => Promise<MarketplaceIndex>;
  readonly kept?: MarketplaceIndex | undefined;
  /** Told of each new reading. */
  readonly keep?: (index: MarketplaceIndex) => void;
  /** Milliseconds that a reading counts as new. Larger: new versions are seen late. Smaller: every search waits. */
  readonly freshMs?: number;
  /** Milliseconds after a failure until the next try. */
  readonly againMs?: number;
  /** Milliseconds that who searches waits for news while there is something old. Larger: a dead network feels so. */
  readonly waitMs?: number;
  readonly clock?: Clock;
}

interface Newest {
  readonly index: MarketplaceIndex;
  readonly stale?: Failure;
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

  /** One reading at a time, however many ask; it goes on when one of them does not want it any more. */
  read(signal?: AbortSignal): Promise<MarketplaceIndex> {
    const reading = this.#begin();
    return signal === undefined ? reading : untilAborted(reading, signal);
  }

  async search(query: Query, signal?: AbortSignal): Promise<SearchPage> {
    const newest = this.#newest();
    const { index, stale } = await (signal === undefined ? newest : untilAborted(newest, signal));
    return { ...index.search(query), asOf: index.readAt, ...(stale ? { stale } : {}) };
  }

  async #newest(): Promise<Newest> {
    const { freshMs = 3_600_000, againMs = 60_000, waitMs = 2_000 } = this.#options;
    const now = this.#clock.monotonicMs();
    const old = this.#index;
    if (old === undefined) return { index: await this.#begin() };
    if (this.#readAt !== undefined && now - this.#readAt < freshMs) return { index: old };
    if (this.#failed !== undefined && now - this.#failed.at < againMs)
      return { index: old, stale: this.#failed.failure };
    const news = this.#begin().then(
      (index): Newest => ({ index }),
      (error: unknown): Newest => ({ index: old, stale: toFailure(error) }),
    );
    const late = new AbortController();
    try {
      return await Promise.race([news, delay(waitMs, { index: old, stale: notYet() }, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  #begin(): Promise<MarketplaceIndex> {
    this.#reading ??= this.#options
      .read()
      .then(
        (index) => {
          this.#index = index;
          this.#readAt = this.#clock.monotonicMs();
          this.#failed = undefined;
          this.#options.keep?.(index);
          return index;
        },
        (error: unknown) => {
          this.#failed = { at: this.#clock.monotonicMs(), failure: toFailure(error) };
          throw error;
        },
      )
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }
}

const notYet = (): Failure =>
  toFailure(sourceError('source-unreachable', 'The marketplace was asked again and has not answered yet.'));

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
