/**
 * Who may decide now. A decision reads the model and commits a moment later; two that could contradict each other must
 * not overlap. Those with a key in common take turns; an exclusive one (a deletion, which must see every reference) waits
 * for all others and holds back all others.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #exclusive: Promise<void> = Promise.resolve();

  async take<T>(keys: readonly string[], exclusive: boolean, work: () => Promise<T>): Promise<T> {
    let release: () => void = () => {};
    const mine = new Promise<void>((resolve) => (release = resolve));
    const before = exclusive
      ? [...this.#running, this.#exclusive]
      : [...keys.map((key) => this.#last.get(key) ?? Promise.resolve()), this.#exclusive];
    if (exclusive) this.#exclusive = mine;
    else for (const key of keys) this.#last.set(key, mine);
    this.#running.add(mine);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      this.#running.delete(mine);
      for (const key of keys) if (this.#last.get(key) === mine) this.#last.delete(key);
      release();
    }
  }
}
