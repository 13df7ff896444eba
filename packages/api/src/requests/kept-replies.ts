import type { Limits } from '@skerry/domain';
import type { Store } from '@skerry/store';
import { keys } from '../state/keys.ts';

/**
 * How many answers the store keeps for each user, and how long they are: one user must not fill the disk of all. Knows
 * only users who asked since the start; of the others the store knows. If it dies, it counts again.
 */
export class KeptReplies {
  readonly #store: Store;
  readonly #most: { readonly count: number; readonly characters: number };
  /** Characters of each answer by its key, oldest first. */
  readonly #byUser = new Map<number, Promise<Map<string, number>>>();

  constructor(store: Store, limits: Limits) {
    this.#store = store;
    this.#most = { count: limits['replies-of-user'], characters: limits['reply-bytes-of-user'] };
  }

  /** Reads what the user has, once. */
  async of(userId: number): Promise<Map<string, number>> {
    let known = this.#byUser.get(userId);
    if (known === undefined) {
      known = this.#read(userId);
      this.#byUser.set(userId, known);
      known.catch(() => this.#byUser.delete(userId));
    }
    return known;
  }

  /** Notes a new answer, and tells what of the oldest goes for it. */
  add(kept: Map<string, number>, key: string, characters: number): string[] {
    kept.delete(key);
    kept.set(key, characters);
    let sum = 0;
    for (const each of kept.values()) sum += each;
    const gone: string[] = [];
    for (const [oldest, size] of kept) {
      const fits = kept.size <= this.#most.count && sum <= this.#most.characters;
      if (fits || oldest === key) break;
      kept.delete(oldest);
      sum -= size;
      gone.push(oldest);
    }
    return gone;
  }

  /** They are gone from the store. */
  async forget(gone: readonly string[]): Promise<void> {
    const all = await Promise.all(this.#byUser.values());
    for (const kept of all) for (const key of gone) kept.delete(key);
  }

  async #read(userId: number): Promise<Map<string, number>> {
    const found: { key: string; size: number; expiresAt: string }[] = [];
    let after: string | undefined;
    do {
      const page = await this.#store.list(keys.idempotencyOf(userId), after === undefined ? {} : { after });
      for (const { key, value } of page.entries) {
        const { expiresAt, sealed } = value;
        found.push({ key, size: sealed.length, expiresAt });
      }
      after = page.next;
    } while (after !== undefined);
    found.sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
    return new Map(found.map(({ key, size }) => [key, size]));
  }
}
