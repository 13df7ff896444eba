import { toFailure } from './failure.ts';
import type { Log } from './log.ts';

/** Milliseconds in which what fails for one reason is told together. Shorter: a full disk fills the log. */
const windowMs = 60_000;
/** Lines for one reason in that time; the rest are counted. */
const linesEach = 5;

interface Reason {
  lines: number;
  counted: number;
  readonly ends: NodeJS.Timeout;
}

/**
 * Failures of many that are tried again and again, told so that the log stays readable: the same key with the same code
 * once until it succeeds, one code a few times a minute, the rest as a number. Counts in memory; if we die, they are lost.
 */
export class FailureLog<Key> {
  readonly #log: Log;
  readonly #what: string;
  /** The code each key fails with. */
  readonly #failing = new Map<Key, string>();
  readonly #reasons = new Map<string, Reason>();

  /** `what` begins the lines: "reconciling". */
  constructor(log: Log, what: string) {
    this.#log = log;
    this.#what = what;
  }

  /** Keys that failed and have not succeeded since. */
  get failing(): number {
    return this.#failing.size;
  }

  failed(key: Key, error: unknown, again: { readonly tries: number; readonly delayMs: number }): void {
    const { code } = toFailure(error);
    const reason = this.#reasons.get(code) ?? this.#begin(code);
    const isKnown = this.#failing.get(key) === code;
    this.#failing.set(key, code);
    if (isKnown || reason.lines === linesEach) {
      reason.counted++;
      return;
    }
    reason.lines++;
    this.#log.warn({ key, code, error: String(error), ...again }, `${this.#what} failed; it is tried again`);
  }

  succeeded(key: Key): void {
    this.#failing.delete(key);
  }

  close(): void {
    for (const { ends } of this.#reasons.values()) clearTimeout(ends);
    this.#reasons.clear();
  }

  #begin(code: string): Reason {
    const reason = { lines: 0, counted: 0, ends: setTimeout(() => this.#end(code), windowMs) };
    reason.ends.unref();
    this.#reasons.set(code, reason);
    return reason;
  }

  #end(code: string): void {
    const counted = this.#reasons.get(code)?.counted ?? 0;
    this.#reasons.delete(code);
    if (counted === 0) return;
    const fields = { code, times: counted, failing: this.#failing.size, seconds: windowMs / 1000 };
    this.#log.warn(fields, `${this.#what} failed again and again`);
  }
}
