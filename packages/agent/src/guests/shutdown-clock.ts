import type { Clock } from '@skerry/kit';

/** When a guest was asked to shut down, by our own clock. Lost with us: then it is asked again, and the grace is anew. */
export class ShutdownClock {
  readonly #clock: Clock;
  #first: number | undefined;
  /** A guest that boots is asked until it hears. */
  #last: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  asked(): void {
    this.#last = this.#clock.monotonicMs();
    // The grace began with the first.
    this.#first ??= this.#last;
  }

  forget(): void {
    this.#first = undefined;
    this.#last = undefined;
  }

  /** Milliseconds since the first and the last request; undefined: it was not asked. */
  get agoMs(): { readonly first: number; readonly last: number } | undefined {
    if (this.#first === undefined || this.#last === undefined) return undefined;
    const now = this.#clock.monotonicMs();
    return { first: now - this.#first, last: now - this.#last };
  }
}
