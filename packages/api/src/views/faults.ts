import type { Log } from '@skerry/kit';

/**
 * Where many objects are looked at together, one that makes our code fail must not spoil it for the others: it is left
 * out, and told in the log, once for each state of it. For what is asked of one object alone this is not: that request
 * fails, and says so.
 */
export class Faults {
  readonly #log: Log;
  readonly #told = new WeakSet<object>();
  #count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** How often something was left out since we began. */
  get count(): number {
    return this.#count;
  }

  attempt<T, Otherwise>(
    about: object & { readonly id?: number },
    what: string,
    work: () => T,
    otherwise: Otherwise,
  ): T | Otherwise {
    try {
      return work();
    } catch (err) {
      this.#count++;
      if (!this.#told.has(about)) {
        this.#told.add(about);
        this.#log.error({ id: about.id, what, err }, 'an object was left out: looking at it failed');
      }
      return otherwise;
    }
  }
}
