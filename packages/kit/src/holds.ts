/**
 * Who uses what just now, so that nobody takes it away meanwhile; and what is being taken away, so that nobody begins to
 * use it. In memory: what must outlive the process has a record of its own.
 */
export class Holds<Key = string> {
  readonly #held = new Map<Key, number>();
  readonly #going = new Map<Key, Promise<void>>();

  isHeld(key: Key): boolean {
    return this.#held.has(key);
  }

  /** Waits for what is being taken away; from then on nobody takes it away, until the answer is called. */
  async take(keys: readonly Key[]): Promise<() => void> {
    await this.#removals(keys);
    // No wait from the last look to here.
    for (const key of keys) this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      for (const key of keys) {
        const left = (this.#held.get(key) ?? 1) - 1;
        if (left > 0) this.#held.set(key, left);
        else this.#held.delete(key);
      }
    };
  }

  async during<T>(keys: readonly Key[], work: () => Promise<T>): Promise<T> {
    const release = await this.take(keys);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** False when it was left alone: it is held or going just now, or `isWanted` after all. */
  async remove(key: Key, work: () => Promise<void>, isWanted: () => boolean = () => false): Promise<boolean> {
    // All of this at once, without a wait: nobody can begin to use it in between.
    if (this.#held.has(key) || this.#going.has(key) || isWanted()) return false;
    const going = work().finally(() => this.#going.delete(key));
    this.#going.set(key, going);
    await going;
    return true;
  }

  async #removals(keys: readonly Key[]): Promise<void> {
    for (;;) {
      const under = keys.flatMap((key) => this.#going.get(key) ?? []);
      if (under.length === 0) return;
      await Promise.allSettled(under);
    }
  }
}
