/**
 * Places in the page that rows are drawn in. A row keeps its place as long as it is drawn; a place that became free takes
 * another row, so that scrolling changes elements instead of making and throwing away hundreds in each frame.
 */
export class Slots<Id> {
  #held = new Map<Id, number>();
  #free: number[] = [];
  #made = 0;

  /** The place of each of these, in their order; all others give theirs back. */
  assign(ids: readonly Id[]): readonly number[] {
    const held = new Map<Id, number>();
    for (const id of ids) {
      const slot = this.#held.get(id);
      if (slot !== undefined) held.set(id, slot);
    }
    for (const [id, slot] of this.#held) if (!held.has(id)) this.#free.push(slot);
    for (const id of ids) if (!held.has(id)) held.set(id, this.#free.pop() ?? this.#made++);
    this.#held = held;
    return ids.map((id) => held.get(id) as number);
  }
}

export interface Drawn {
  readonly index: number;
  readonly place: number;
}

/**
 * Rows as they follow each other in the page. `inOrder`: as they are read, for keyboard and screen reader; else by their
 * places, which move nothing: an element that moves is laid out anew as if it had just been made.
 */
export function following(indexes: readonly number[], places: readonly number[], inOrder: boolean): readonly Drawn[] {
  const drawn = indexes.map((index, i) => ({ index, place: places[i] as number }));
  return inOrder ? drawn : drawn.toSorted((a, b) => a.place - b.place);
}
