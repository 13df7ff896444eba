import type { FeedChange, Refusal } from '@skerry/contract';
import type { Store } from '@skerry/store';

export interface ShareLimits {
  readonly records: number;
  /** Characters of JSON, all records together. */
  readonly characters: number;
  /** Characters of JSON of one record. */
  readonly recordCharacters: number;
}

/**
 * How much of our store one sender may fill. Counted from the copy that we keep, so a restart forgets nothing; what makes
 * the copy smaller is always taken over.
 */
export class Share {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #limits: ShareLimits;
  #sizes: Map<string, number> | undefined;
  #characters = 0;

  constructor(store: Store, prefix: string, limits: ShareLimits) {
    this.#store = store;
    this.#prefix = prefix;
    this.#limits = limits;
  }

  /** Before the first change, and again after a transaction that did not succeed: what was counted is not there then. */
  async count(): Promise<void> {
    const sizes = new Map<string, number>();
    let after: string | undefined;
    do {
      const page = await this.#store.list(this.#prefix, after === undefined ? {} : { after });
      for (const { key, value } of page.entries)
        sizes.set(key.slice(this.#prefix.length), JSON.stringify(value).length);
      after = page.next;
    } while (after !== undefined);
    this.#sizes = sizes;
    this.#characters = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  get isCounted(): boolean {
    return this.#sizes !== undefined;
  }

  forget(): void {
    this.#sizes = undefined;
  }

  /** Takes room for the change, or says why there is none. */
  take({ key, value }: FeedChange): Refusal | undefined {
    const sizes = this.#sizes;
    if (sizes === undefined) throw new Error('a share is counted before it is taken from');
    const before = sizes.get(key) ?? 0;
    if (value === undefined) {
      sizes.delete(key);
      this.#characters -= before;
      return undefined;
    }
    const { records, characters, recordCharacters } = this.#limits;
    const size = JSON.stringify(value).length;
    if (size > recordCharacters) {
      const message = `${key}: it has ${size} characters, and a record at most ${recordCharacters}.`;
      return { code: 'record-too-large', message };
    }
    if (size > before && this.#characters - before + size > characters) {
      return { code: 'share-used-up', message: `All records together have more than ${characters} characters.` };
    }
    if (!sizes.has(key) && sizes.size >= records) {
      return { code: 'share-used-up', message: `There are ${records} records already, and no more are kept.` };
    }
    sizes.set(key, size);
    this.#characters += size - before;
    return undefined;
  }
}
