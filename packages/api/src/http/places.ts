import { isAdministrator, type Subject } from '@skerry/domain';

export interface PlacesOptions {
  readonly all: number;
  /** For one user. */
  readonly each: number;
  /** Percent of all that only administrators may take. */
  readonly reservePercent: number;
  /** In sentences: "event streams". */
  readonly what: string;
}

/**
 * Places for what stays open, counted by who holds them: nobody takes all, and an administrator finds one when ordinary
 * users have taken theirs. In memory: what is open ends with us.
 */
export class Places {
  readonly #options: PlacesOptions;
  readonly #held = new Map<number, number>();
  #taken = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Gives the place back when it is called. A sentence instead: there is none. */
  take(subject: Subject): (() => void) | string {
    const { all, each, reservePercent, what } = this.#options;
    const { userId } = subject;
    const own = this.#held.get(userId) ?? 0;
    if (own >= each) return `You have ${each} ${what} open already. Close one first.`;
    const free = isAdministrator(subject) ? all : usable(all, reservePercent);
    if (this.#taken >= free) return `All places for ${what} are taken. Try again when others have closed theirs.`;
    this.#held.set(userId, own + 1);
    this.#taken++;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken--;
      const left = (this.#held.get(userId) ?? 1) - 1;
      if (left === 0) this.#held.delete(userId);
      else this.#held.set(userId, left);
    };
  }
}

/** What is left of a limit when the reserve is taken off; never nothing. */
export const usable = (all: number, reservePercent: number): number =>
  Math.max(1, all - Math.ceil((all * Math.min(reservePercent, 100)) / 100));
