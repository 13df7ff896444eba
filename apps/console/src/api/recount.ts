import { kindTraits } from './kind-traits.ts';
import type { Kind } from './kinds.ts';

/** Milliseconds from a change to the question, so that fifty changes of one moment are one. */
const gatherMs = 1_000;
/** Part of the time that may be spent on asking. Larger: a storm of changes keeps server and page busy with counting. */
const share = 0.1;

/** Who shows an object asks again when something that it counts has changed. Gathers kinds to ask for again. `ask` resolves when the answers are there. */
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
    for (const counts of kindTraits[kind].countedBy) this.#due.add(counts);
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
