/** Wakes one waiter when something has happened since it looked last; rings that nobody waits for are kept as one. */
export class Bell {
  #rung = false;
  #error: unknown;
  #wake = () => {};

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** The next that waits gets the error. */
  break(error: unknown): void {
    this.#error = error;
    this.ring();
  }

  /** Until it rings, or `ms` have passed. */
  async next(ms?: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    if (this.#error !== undefined) throw this.#error;
  }
}
