/**
 * Who may work now, in the order in which they came. Those with a key in common take turns; one that must be alone (a
 * deletion, which must see every reference) waits for all before it and holds back all after it. What fails gives its
 * turn on like what succeeds.
 */
export class Turns<Key = string> {
  readonly #last = new Map<Key, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #alone: Promise<void> = Promise.resolve();

  take<T>(keys: Key | readonly Key[], work: () => Promise<T>): Promise<T> {
    const all = Array.isArray(keys) ? (keys as readonly Key[]) : [keys as Key];
    const before = [this.#alone, ...all.flatMap((key) => this.#last.get(key) ?? [])];
    return this.#run(before, work, (mine) => {
      for (const key of all) this.#last.set(key, mine);
      return () => {
        for (const key of all) if (this.#last.get(key) === mine) this.#last.delete(key);
      };
    });
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run([this.#alone, ...this.#running], work, (mine) => {
      this.#alone = mine;
      return () => {};
    });
  }

  /** Somebody works under this key, or waits to. */
  busy(key: Key): boolean {
    return this.#last.has(key);
  }

  async #run<T>(
    before: readonly Promise<void>[],
    work: () => Promise<T>,
    enter: (mine: Promise<void>) => () => void,
  ): Promise<T> {
    const { promise: mine, resolve: release } = Promise.withResolvers<void>();
    const leave = enter(mine);
    this.#running.add(mine);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      this.#running.delete(mine);
      leave();
      release();
    }
  }
}

/**
 * Work that is done by one at a time. Who asks while it is done gets the run that begins after that one, together with all
 * who asked meanwhile: each sees work that began after it asked.
 */
export function inTurns<T>(work: () => Promise<T>): () => Promise<T> {
  const turns = new Turns<'work'>();
  let next: Promise<T> | undefined;
  return () =>
    (next ??= turns.take('work', () => {
      next = undefined;
      return work();
    }));
}
