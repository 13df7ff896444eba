const nothing: ReadonlySet<number> = new Set();

/**
 * From a space and a key to the numbers of the objects that have it. Most keys have one: that is kept as it is, for a
 * set of one takes three hundred bytes.
 */
export class MultiIndex<Space extends string, Key extends string | number> {
  readonly #spaces = new Map<Space, Map<Key, number | Set<number>>>();

  get(space: Space, key: Key): ReadonlySet<number> {
    const found = this.#spaces.get(space)?.get(key);
    return typeof found === 'number' ? new Set([found]) : (found ?? nothing);
  }

  add(space: Space, key: Key, id: number): void {
    let keys = this.#spaces.get(space);
    if (keys === undefined) this.#spaces.set(space, (keys = new Map()));
    const found = keys.get(key);
    if (found === undefined) keys.set(key, id);
    else if (typeof found === 'object') found.add(id);
    else if (found !== id) keys.set(key, new Set([found, id]));
  }

  remove(space: Space, key: Key, id: number): void {
    const keys = this.#spaces.get(space);
    const found = keys?.get(key);
    if (found === id) keys?.delete(key);
    else if (typeof found === 'object' && found.delete(id) && found.size === 0) keys?.delete(key);
  }
}
