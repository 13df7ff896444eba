import { backoff, type Clock } from '@skerry/kit';

const bounds = { firstMs: 500, maxMs: 30_000 } as const;

/** Between two tries of guests of one host. Shorter: where all fail, they fill store, link and log with it. */
const spacingMs = 100;

/**
 * How many guests of a host fail just now. The more there are, the seldomer each is tried, so that what all of them write
 * and log together keeps to a rate.
 */
export class RetryPace {
  readonly #failing = new Set<object>();

  failing(owner: object): number {
    this.#failing.add(owner);
    return this.#failing.size * spacingMs;
  }

  recovered(owner: object): void {
    this.#failing.delete(owner);
  }
}

/** When something that failed is tried again; nothing but a new wish makes that earlier. */
export class Retry {
  readonly #clock: Clock;
  #failures = 0;
  #atMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers after how many milliseconds it is due again. */
  failed(leastMs: number): number {
    const delayMs = Math.max(backoff(++this.#failures, bounds), leastMs);
    this.#atMs = this.#clock.monotonicMs() + delayMs;
    return delayMs;
  }

  /** It is as if it had never failed. */
  forgive(): void {
    this.#failures = 0;
    this.#atMs = 0;
  }

  /** 0: it is due. */
  get leftMs(): number {
    return this.#failures === 0 ? 0 : Math.max(0, this.#atMs - this.#clock.monotonicMs());
  }
}

/** Of failures that repeat themselves the first ones are for people, then fewer and fewer. */
export const isWorthALine = (attempts: number): boolean => Number.isInteger(Math.log2(attempts));
