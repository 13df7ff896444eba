const nothing: ReadonlySet<number> = new Set();

/** From a space and a key to the numbers of the objects that have it. */
export class MultiIndex<Space extends string, Key extends string | number> {
  readonly #sets = new Map<string, Set<number>>();

  get(space: Space, key: Key): ReadonlySet<number> {
    return this.#sets.get(`${space}/${key}`) ?? nothing;
  }

  add(space: Space, key: Key, id: number): void {
    const path = `${space}/${key}`;
    const set = this.#sets.get(path);
    if (set === undefined) this.#sets.set(path, new Set([id]));
    else set.add(id);
  }

  remove(space: Space, key: Key, id: number): void {
    const path = `${space}/${key}`;
    const set = this.#sets.get(path);
    set?.delete(id);
    if (set?.size === 0) this.#sets.delete(path);
  }
}
