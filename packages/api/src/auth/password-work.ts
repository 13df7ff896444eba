/**
 * The turns of work on passwords: each takes a processor for 50 ms and 19 MiB on purpose, so whoever could queue it up
 * without end would stop everybody's log-in. Two lanes with a bound each; one place is always a log-in's, so that changes
 * never hold log-ins up, and the other takes changes first, so that guessing never holds changes up. In memory.
 */
import type { Limits } from '@skerry/domain';
import { RequestError } from '../errors.ts';

/** `known`: a log-in from a device or address that has logged in before; it goes before those of strangers. */
export type PasswordLane = 'known' | 'log-in' | 'change';

/** Seconds after which a refused one may try again: by then a queue of the usual length is through. */
const retryAfter = 3;

interface Waiting {
  readonly lane: PasswordLane;
  readonly begin: () => void;
}

export class PasswordWork {
  readonly #limits: Limits;
  readonly #waiting: Record<PasswordLane, Waiting[]> = { known: [], 'log-in': [], change: [] };
  readonly #held = new Map<string, number>();
  #running = 0;
  #changing = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Does the work in its turn. `holder` is an address or a user. Throws `busy` when the lane is full. */
  async run<T>(lane: PasswordLane, holder: string, work: () => Promise<T>): Promise<T> {
    const own = `${lane} ${holder}`;
    const held = this.#held.get(own) ?? 0;
    if (held >= this.#limits['password-queue-each']) {
      throw new RequestError('busy', 'Too much of yours about passwords is under way at once.', { retryAfter });
    }
    const lanes = this.#waiting;
    if (lanes[lane].length >= this.#limits['password-queue']) {
      throw new RequestError('busy', 'Too many log-ins or changes of passwords are under way at once.', {
        retryAfter,
      });
    }
    this.#held.set(own, held + 1);
    await new Promise<void>((resolve) => {
      lanes[lane].push({ lane, begin: resolve });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#running--;
      if (lane === 'change') this.#changing--;
      const left = (this.#held.get(own) ?? 1) - 1;
      if (left === 0) this.#held.delete(own);
      else this.#held.set(own, left);
      this.#next();
    }
  }

  #next(): void {
    while (this.#running < this.#limits['password-work']) {
      const { known, 'log-in': strange, change } = this.#waiting;
      // With one place in all they take turns in it as they come free.
      const mayChange = this.#changing === 0;
      const next = (mayChange ? change.shift() : undefined) ?? known.shift() ?? strange.shift();
      if (next === undefined) return;
      this.#running++;
      if (next.lane === 'change') this.#changing++;
      next.begin();
    }
  }
}
