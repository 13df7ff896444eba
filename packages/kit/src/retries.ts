import { backoff, type BackoffOptions } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';

export interface RetriesOptions extends BackoffOptions {
  /**
   * What worked for so long was healthy: its end starts the delays anew. Milliseconds; 0 unless given. Smaller than a
   * peer takes to throw us out again: it is hammered.
   */
  readonly stableMs?: number;
  readonly clock?: Pick<Clock, 'monotonicMs'>;
}

/** How long to wait before the next try of something that is tried for ever. Owns the count, and nothing that waits. */
export class Retries {
  readonly #options: RetriesOptions;
  readonly #stableMs: number;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #failures = 0;
  #workedSince: number | undefined;

  constructor(options: RetriesOptions = {}) {
    this.#options = options;
    this.#stableMs = options.stableMs ?? 0;
    this.#clock = options.clock ?? systemClock;
  }

  /** Failures since it last was healthy. */
  get failures(): number {
    return this.#failures;
  }

  /** It works from now on: opened, answered, done; not merely begun. */
  worked(): void {
    this.#workedSince ??= this.#clock.monotonicMs();
    if (this.#stableMs === 0) this.#failures = 0;
  }

  /** It failed or ended. Answers the milliseconds until the next try. */
  failed(): number {
    const since = this.#workedSince;
    const wasHealthy = since !== undefined && this.#clock.monotonicMs() - since >= this.#stableMs;
    this.#workedSince = undefined;
    this.#failures = wasHealthy ? 1 : this.#failures + 1;
    return backoff(this.#failures, this.#options);
  }
}
