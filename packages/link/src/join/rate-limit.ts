/** Addresses remembered. Beyond it the oldest is forgotten: memory is worth more than the memory of an attacker. */
const MAX_ADDRESSES = 10_000;

/** At most `tries` per address in each window of `windowMs`, counted from its first try. */
export class RateLimit {
  readonly #windows = new Map<string, { since: number; tries: number }>();
  readonly #tries: number;
  readonly #windowMs: number;

  constructor(tries: number, windowMs: number) {
    this.#tries = tries;
    this.#windowMs = windowMs;
  }

  /** Whether this try is allowed. `now` in milliseconds of the monotonic clock. */
  take(address: string, now: number): boolean {
    let window = this.#windows.get(address);
    if (window === undefined || now - window.since >= this.#windowMs) {
      this.#windows.delete(address);
      window = { since: now, tries: 0 };
      this.#windows.set(address, window);
      const [oldest] = this.#windows.keys();
      if (this.#windows.size > MAX_ADDRESSES && oldest !== undefined) this.#windows.delete(oldest);
    }
    return ++window.tries <= this.#tries;
  }

  /** The last try of this address was no guess: it does not count. */
  giveBack(address: string): void {
    const window = this.#windows.get(address);
    if (window !== undefined && window.tries > 0) window.tries--;
  }
}
