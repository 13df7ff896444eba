/**
 * One run at a time: woken during a run, it runs once more. After the last one, `rest` answers in how many milliseconds
 * it wakes by itself, if at all. Keeps nothing on disk: after a crash somebody must wake it.
 */
export class Wakeful<T> {
  readonly #run: () => Promise<T>;
  readonly #rest: (last: T) => number | undefined;
  readonly #hold: (last: T) => number;
  #isRunning = false;
  /** While it runs, or holds back. */
  #asked: 'nothing' | 'look' | 'wake' = 'nothing';
  #closed = false;
  #resting: NodeJS.Timeout | undefined;
  #holding: NodeJS.Timeout | undefined;
  #done: Promise<void> = Promise.resolve();

  /**
   * `run` never rejects. `rest` is called at once after it: whoever wakes from then on is heard. `hold`: for so many
   * milliseconds after this run nobody but `wake` begins another, however often somebody looks; 0 unless given.
   */
  constructor(run: () => Promise<T>, rest: (last: T) => number | undefined, hold: (last: T) => number = () => 0) {
    this.#run = run;
    this.#rest = rest;
    this.#hold = hold;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** It must run, whatever it rests for. */
  wake(): void {
    if (this.#closed) return;
    if (this.#isRunning) {
      this.#asked = 'wake';
      return;
    }
    this.#clear();
    this.#done = this.#toRest();
  }

  /** Something may have changed: does not wait for the rest to pass, but for what holds it back. */
  look(): void {
    if (!this.#isRunning && this.#holding === undefined) this.wake();
    else if (this.#asked === 'nothing') this.#asked = 'look';
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#clear();
    await this.#done;
  }

  async #toRest(): Promise<void> {
    let last: T;
    this.#isRunning = true;
    do {
      this.#asked = 'nothing';
      last = await this.#run();
    } while (this.#isAsked(last) && !this.#closed);
    this.#isRunning = false;
    const restMs = this.#rest(last);
    if (this.#closed) return;
    if (restMs !== undefined) this.#resting = setTimeout(() => this.wake(), restMs);
    const holdMs = this.#hold(last);
    if (holdMs > 0) this.#holding = setTimeout(() => this.#held(), holdMs);
  }

  #held(): void {
    this.#holding = undefined;
    if (this.#asked === 'look') this.wake();
  }

  #isAsked(last: T): boolean {
    return this.#asked === 'wake' || (this.#asked === 'look' && this.#hold(last) === 0);
  }

  #clear(): void {
    clearTimeout(this.#resting);
    clearTimeout(this.#holding);
    this.#holding = undefined;
  }
}
