/** Whose room there is, and how much of it. */
export interface ShareBounds {
  /** Of all shares together but the one apart. */
  readonly all: number;
  of(share: string): number;
}

/**
 * How many records each share of something that forgets its oldest holds: of the audit trail, of answered commands. Kept
 * up with the model, in the order of their numbers. Owns nothing: the records count.
 */
export class RecordShares {
  readonly #shares = new Map<string, Set<number>>();
  /** This share is not counted with the others. */
  readonly #apart: string | undefined;
  /** All but those apart. */
  #shared = 0;

  constructor(apart?: string) {
    this.#apart = apart;
  }

  add(share: string, number: number): void {
    let numbers = this.#shares.get(share);
    if (numbers === undefined) this.#shares.set(share, (numbers = new Set()));
    if (numbers.has(number)) return;
    numbers.add(number);
    if (share !== this.#apart) this.#shared++;
  }

  remove(share: string, number: number): void {
    const numbers = this.#shares.get(share);
    if (numbers?.delete(number) !== true) return;
    if (numbers.size === 0) this.#shares.delete(share);
    if (share !== this.#apart) this.#shared--;
  }

  /**
   * The records that must go so that one more of `share` fits, oldest first, at most `most`. When all is full, who has
   * most makes room: nobody loses its records to somebody busier.
   */
  toMakeRoom(share: string, bounds: ShareBounds, most: number): number[] {
    const own = this.#shares.get(share);
    const above = (own?.size ?? 0) + 1 - bounds.of(share);
    if (own !== undefined && above > 0) return firstOf(own, Math.min(above, most));
    const aboveAll = this.#shared + 1 - bounds.all;
    if (share === this.#apart || aboveAll <= 0) return [];
    const largest = this.#largest();
    return largest === undefined ? [] : firstOf(largest, Math.min(aboveAll, most));
  }

  /** All that is above the bounds now: writers who run at once leave a little. */
  excess(bounds: ShareBounds): number[] {
    const gone: number[] = [];
    for (const [share, numbers] of this.#shares) gone.push(...firstOf(numbers, numbers.size - bounds.of(share)));
    const left = [...this.#shares]
      .filter(([share]) => share !== this.#apart)
      .map(([share, numbers]) => [...numbers].slice(Math.max(0, numbers.size - bounds.of(share))));
    let above = left.reduce((sum, numbers) => sum + numbers.length, 0) - bounds.all;
    while (above-- > 0) {
      const largest = left.reduce((a, b) => (b.length > a.length ? b : a));
      gone.push(largest.shift() as number);
    }
    return gone;
  }

  #largest(): ReadonlySet<number> | undefined {
    let largest: ReadonlySet<number> | undefined;
    for (const [share, numbers] of this.#shares) {
      if (share !== this.#apart && numbers.size > (largest?.size ?? 0)) largest = numbers;
    }
    return largest;
  }
}

function firstOf(numbers: ReadonlySet<number>, count: number): number[] {
  const first: number[] = [];
  for (const number of numbers) {
    if (first.length >= count) break;
    first.push(number);
  }
  return first;
}
