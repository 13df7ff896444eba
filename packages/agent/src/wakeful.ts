/**
 * One run at a time: woken during a run, it runs once more. After the last one, `rest` answers in how many milliseconds
 * it wakes by itself, if at all.
 */
export class Wakeful<T> {
  readonly #run: () => Promise<T>;
  readonly #rest: (last: T) => number | undefined;
  #state: 'idle' | 'running' | 'again' = 'idle';
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #done: Promise<void> = Promise.resolve();

  /** `run` never rejects. `rest` is called at once after it: whoever wakes from then on is heard. */
  constructor(run: () => Promise<T>, rest: (last: T) => number | undefined) {
    this.#run = run;
    this.#rest = rest;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Something may have changed: does not wait for the rest to pass. */
  wake(): void {
    if (this.#closed) return;
    if (this.#state !== 'idle') {
      this.#state = 'again';
      return;
    }
    clearTimeout(this.#timer);
    this.#done = this.#toRest();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#done;
  }

  async #toRest(): Promise<void> {
    let last: T;
    do {
      this.#state = 'running';
      last = await this.#run();
    } while (this.#wokenAgain() && !this.#closed);
    this.#state = 'idle';
    const restMs = this.#rest(last);
    if (restMs !== undefined && !this.#closed) this.#timer = setTimeout(() => this.wake(), restMs);
  }

  /** A method, for the compiler: the state changes while we wait. */
  #wokenAgain(): boolean {
    return this.#state === 'again';
  }
}
