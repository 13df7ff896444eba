import type { Kind } from './kinds.ts';

/**
 * What the server counts together from other objects has no event of its own: a host counts its instances and what they
 * may use, a group its users. Who shows such an object asks again when something that it counts has changed.
 */
const counted: Partial<Record<Kind, readonly Kind[]>> = {
  instance: ['host', 'cluster'],
  host: ['cluster'],
  lease: ['network'],
  user: ['group'],
};

/** Milliseconds from a change to the question, so that fifty changes of one moment are one. */
const gatherMs = 1_000;
/** Part of the time that may be spent on asking. Larger: a storm of changes keeps server and page busy with counting. */
const share = 0.1;

/** Gathers kinds to ask for again. `ask` resolves when the answers are there. */
export class Recount {
  readonly #ask: (kinds: ReadonlySet<Kind>) => Promise<unknown>;
  #due = new Set<Kind>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #restUntil = 0;

  constructor(ask: (kinds: ReadonlySet<Kind>) => Promise<unknown>) {
    this.#ask = ask;
  }

  changed(kind: Kind): void {
    for (const counts of counted[kind] ?? []) this.#due.add(counts);
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
  }

  #plan(): void {
    if (this.#due.size === 0 || this.#timer !== undefined || this.#asking) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(gatherMs, this.#restUntil - performance.now()));
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    const kinds = this.#due;
    this.#due = new Set();
    this.#asking = true;
    const began = performance.now();
    try {
      await this.#ask(kinds);
    } finally {
      const now = performance.now();
      this.#restUntil = now + (now - began) / share;
      this.#asking = false;
      this.#plan();
    }
  }
}
