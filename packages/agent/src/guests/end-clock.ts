import type { Clock } from '@skerry/kit';

/** Since when an application is seen to have ended, by our own clock. Lost with us: then its rest begins anew. */
export class EndClock {
  readonly #clock: Clock;
  #seen: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  forget(): void {
    this.#seen = undefined;
  }

  /** Milliseconds; asked first when it is seen, which begins it. */
  get agoMs(): number {
    this.#seen ??= this.#clock.monotonicMs();
    return this.#clock.monotonicMs() - this.#seen;
  }
}
