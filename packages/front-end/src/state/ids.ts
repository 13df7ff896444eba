import { put, type Store, type Write } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';

/**
 * Numbers taken from the store at once. Larger: a restart skips more numbers. Smaller: creating waits for the store
 * more often.
 */
const blockSize = 20;

/**
 * Hands out the numbers of objects. The key `/sequence/<kind>` holds the first number never handed out and is raised
 * before any of the block is used: a crash skips numbers and never repeats one.
 */
export class Ids {
  readonly #store: Store;
  readonly #blocks = new Map<string, { next: number; end: number }>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(store: Store) {
    this.#store = store;
  }

  async next(kind: string): Promise<number> {
    for (;;) {
      const block = this.#blocks.get(kind);
      if (block !== undefined && block.next < block.end) return block.next++;
      const refill = this.#busy.get(kind) ?? this.#refill(kind);
      this.#busy.set(kind, refill);
      try {
        await refill;
      } finally {
        if (this.#busy.get(kind) === refill) this.#busy.delete(kind);
      }
    }
  }

  /**
   * A block for somebody else, such as a cluster that makes objects while it is cut off; `also` is written with it.
   * Answers the first number, and the revision at which it is given.
   */
  async lease(
    kind: string,
    count: number,
    also: (first: number) => readonly Write[] = () => [],
  ): Promise<{ readonly first: number; readonly revision: number }> {
    const key = keys.sequence(kind);
    for (;;) {
      const entry = await this.#store.get(key);
      const first = entry?.value ?? 0;
      const committed = await this.#store.commit({
        conditions: [
          entry === undefined ? { key, is: 'absent' } : { key, is: 'unchanged-since', modRevision: entry.modRevision },
        ],
        writes: [put(key, first + count), ...also(first)],
      });
      if (committed.committed) return { first, revision: committed.revision };
    }
  }

  async #refill(kind: string): Promise<void> {
    const { first } = await this.lease(kind, blockSize);
    this.#blocks.set(kind, { next: first, end: first + blockSize });
  }
}
