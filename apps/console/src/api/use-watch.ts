/**
 * What the objects in sight use now, by their numbers. No event tells it, so it is asked for: all that somebody looks at
 * together, again and again, and not at all while the page is hidden. Each cell listens for its own number: a sample draws
 * some cells and no table.
 */
export interface UseWatchParts<T> {
  /** Those of which something is known. */
  readonly ask: (ids: readonly number[]) => Promise<ReadonlyMap<number, T>>;
  /** False: nobody sees the page. */
  readonly isSeen: () => boolean;
}

/** Milliseconds without a new cell until they are asked for: those of a whole screen are one question. */
const restMs = 120;
/** While there are new cells all the time, as when somebody scrolls far: milliseconds from the first of them. */
const mostMs = 1_000;
/** Milliseconds between two questions: as often as there is a sample. */
const everyMs = 10_000;
/** How long a value stays while nobody answers, ms. Longer: what is old looks like now. */
const lastsMs = 60_000;
/** In one question. More: the address of the request is longer than the API takes. */
const atOnce = 60;

export class UseWatch<T> {
  readonly #parts: UseWatchParts<T>;
  readonly #listeners = new Map<number, Set<() => void>>();
  /** Null: it was asked for, and nothing is known. */
  readonly #known = new Map<number, { readonly value: T | null; readonly at: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  /** When the first of the cells came that were not asked for yet. */
  #newSince: number | undefined;

  constructor(parts: UseWatchParts<T>) {
    this.#parts = parts;
  }

  /** Undefined until it was asked for. */
  get(id: number): T | null | undefined {
    return this.#known.get(id)?.value;
  }

  subscribe(id: number, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    if (!this.#known.has(id)) this.#noteNew();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(id) !== listeners) return;
      this.#listeners.delete(id);
      // What was left is old when somebody comes back.
      this.#known.delete(id);
      if (this.#listeners.size === 0 && !this.#asking) clearTimeout(this.#timer);
    };
  }

  /** The page is seen again. */
  wake(): void {
    if (this.#listeners.size > 0) this.#plan(0);
  }

  #noteNew(): void {
    const now = performance.now();
    this.#newSince ??= now;
    this.#plan(Math.max(0, Math.min(restMs, this.#newSince + mostMs - now)));
  }

  #plan(ms: number): void {
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  async #run(): Promise<void> {
    this.#asking = true;
    this.#newSince = undefined;
    if (this.#parts.isSeen()) await this.#askAll([...this.#listeners.keys()]);
    const now = performance.now();
    for (const [id, { value, at }] of this.#known) if (value !== null && now - at > lastsMs) this.#set(id, null);
    this.#asking = false;
    if (this.#listeners.size === 0) return;
    if (this.#newSince === undefined) this.#plan(everyMs);
    else this.#noteNew();
  }

  async #askAll(ids: readonly number[]): Promise<void> {
    for (let from = 0; from < ids.length; from += atOnce) {
      const some = ids.slice(from, from + atOnce);
      // The banner already says that the server cannot be reached.
      const answer = await this.#parts.ask(some).catch(() => undefined);
      if (answer !== undefined) for (const id of some) this.#set(id, answer.get(id) ?? null);
    }
  }

  #set(id: number, value: T | null): void {
    const listeners = this.#listeners.get(id);
    if (listeners === undefined) return;
    const isSame = this.#known.get(id)?.value === value;
    this.#known.set(id, { value, at: performance.now() });
    if (!isSame) for (const listener of listeners) listener();
  }
}
