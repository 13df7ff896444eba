import type { BackoffOptions } from './backoff.ts';
import { FailureLog } from './failure-log.ts';
import type { Log } from './log.ts';
import { Retries } from './retries.ts';
import { Wakeful } from './wakeful.ts';

/** 30 s at most: what heals, such as a disk that gets room, is noticed by then. */
const again: BackoffOptions = { firstMs: 1000, maxMs: 30_000 };

/** What a run left: nothing, or more that can be done at once. A number: milliseconds after which more is due. */
export type Left = 'nothing' | 'more' | number;

/** So long after a failure nothing begins it anew: what changes all the time must not make it a storm. Milliseconds. */
const holdMs = 2000;

type Ended = { readonly left: Left } | { readonly error: unknown };

export interface WakesOptions {
  /** Begins the lines of the log when a key fails. */
  readonly what: string;
  readonly log: Log;
}

/**
 * Runs one piece of work at a time for each key, again when it was woken meanwhile, and after a back-off when it failed.
 * The work takes no argument but its key: what woke it does not matter. Keeps only keys that run, wait or fail.
 */
export class Wakes<Key> {
  readonly #work: (key: Key) => Promise<Left>;
  readonly #failures: FailureLog<Key>;
  readonly #known = new Map<Key, { readonly wakeful: Wakeful<Ended>; readonly retries: Retries }>();
  #closed = false;

  constructor(work: (key: Key) => Promise<Left>, { what, log }: WakesOptions) {
    this.#work = work;
    this.#failures = new FailureLog(log, what);
  }

  /** Keys that failed and have not succeeded since. */
  get failing(): number {
    return this.#failures.failing;
  }

  /** Something changed for it: does not wait for a back-off, but for a moment after a failure. */
  wake(key: Key): void {
    if (this.#closed) return;
    (this.#known.get(key) ?? this.#add(key)).wakeful.look();
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failures.close();
    await Promise.all([...this.#known.values()].map(({ wakeful }) => wakeful.close()));
  }

  #add(key: Key) {
    const retries = new Retries(again);
    const wakeful = new Wakeful<Ended>(
      () => this.#toEnd(key),
      (ended) => {
        if ('error' in ended) return this.#failed(key, ended.error, retries);
        this.#failures.succeeded(key);
        if (typeof ended.left === 'number') {
          retries.worked();
          return ended.left;
        }
        this.#known.delete(key);
        return undefined;
      },
      (ended) => ('error' in ended ? holdMs : 0),
    );
    const added = { wakeful, retries };
    this.#known.set(key, added);
    return added;
  }

  async #toEnd(key: Key): Promise<Ended> {
    try {
      for (;;) {
        const left = await this.#work(key);
        if (left !== 'more' || this.#closed) return { left };
      }
    } catch (error) {
      return { error };
    }
  }

  #failed(key: Key, error: unknown, retries: Retries): number | undefined {
    if (this.#closed) return undefined;
    const delayMs = retries.failed();
    this.#failures.failed(key, error, { tries: retries.failures, delayMs });
    return delayMs;
  }
}
