/** In each window of so many times without a byte, so many bytes come: who sends one at a time holds nobody for ever. */
const idleTimes = 10;
const leastBytes = 16 * 1024;

/** Counts what came in the time that was waited for it. */
export class Pace {
  readonly #windowMs: number;
  #waitedMs = 0;
  #bytes = 0;

  constructor(idleMs: number) {
    this.#windowMs = idleMs * idleTimes;
  }

  isTooSlow(waitedMs: number, bytes: number): boolean {
    this.#waitedMs += waitedMs;
    this.#bytes += bytes;
    if (this.#waitedMs < this.#windowMs) return false;
    const isSlow = this.#bytes < leastBytes;
    [this.#waitedMs, this.#bytes] = [0, 0];
    return isSlow;
  }
}
