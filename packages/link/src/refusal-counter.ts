import type { Refusal, Refusals } from '@skerry/contract';
import type { Clock, Log } from '@skerry/kit';

/** Milliseconds between two lines about one sender. Shorter: whoever sends nonsense fills the disk with our log. */
const loggedEveryMs = 10_000;

export interface RefusalCounterParts {
  readonly clock: Clock;
  /** Says whose counter it is. */
  readonly log: Log;
  /** Something was counted; called with every refusal. */
  readonly onChange?: () => void;
}

/**
 * What was refused of one sender. Owns a number and the last reason, in memory: they are for people, and begin anew with
 * us. Nobody decides by them.
 */
export class RefusalCounter {
  readonly #parts: RefusalCounterParts;
  #shown: Refusals | undefined;
  #loggedAt = -Infinity;

  constructor(parts: RefusalCounterParts) {
    this.#parts = parts;
  }

  get shown(): Refusals | undefined {
    return this.#shown;
  }

  note({ code, message }: Refusal): void {
    const { clock, log, onChange } = this.#parts;
    const count = (this.#shown?.count ?? 0) + 1;
    this.#shown = { count, code, message: message.slice(0, 500), at: clock.now().toISOString() };
    const now = clock.monotonicMs();
    if (now - this.#loggedAt >= loggedEveryMs) {
      this.#loggedAt = now;
      log.warn({ code, message, count }, 'what was told is not taken over');
    }
    onChange?.();
  }
}
