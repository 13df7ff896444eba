import type { Limits } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { RequestError } from '../errors.ts';

interface Bucket {
  failures: number;
  at: number;
}

/** Who tries to log in. */
export interface LogInAttempt {
  /** As it is counted: see `placeOf`. */
  readonly place: string;
  readonly name: string;
  /** This browser, or this address, has logged in with this name before: which one it is. */
  readonly known: string | undefined;
}

/**
 * Slows guessing down, in memory: a restart forgives. Who is known is counted alone, by name and device: whatever others
 * guess, from the same office or from everywhere, does not make them wait. All others are counted by name with address,
 * and more generously by address and by name alone.
 */
export class LogInLimits {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Counts an attempt before its password is looked at, so that many at once do not slip through. Throws
   * `too-many-attempts`.
   */
  begin(attempt: LogInAttempt): void {
    const forgiveSeconds = this.#limits['log-in-forgive-seconds'];
    const counted = this.#countedBy(attempt);
    for (const { subject, free } of counted) {
      const bucket = this.#bucket(subject);
      if (bucket.failures < free) continue;
      const retryAfter = Math.ceil((bucket.failures - free + 1) * forgiveSeconds);
      throw new RequestError('too-many-attempts', 'There were too many log-ins that failed.', { retryAfter });
    }
    for (const { subject } of counted) this.#bucket(subject).failures += 1;
  }

  /** It came to no guess: what was counted is taken back. */
  withdrawn(attempt: LogInAttempt): void {
    for (const { subject } of this.#countedBy(attempt)) this.#lower(subject);
  }

  succeeded(attempt: LogInAttempt): void {
    const [own, ...shared] = this.#countedBy(attempt);
    if (own !== undefined) this.#buckets.delete(own.subject);
    for (const { subject } of shared) this.#lower(subject);
  }

  #lower(subject: string): void {
    const bucket = this.#bucket(subject);
    bucket.failures = Math.max(0, bucket.failures - 1);
  }

  /** The first is the attempt's own; the others it shares with strangers. */
  #countedBy({ place, name, known }: LogInAttempt): readonly { readonly subject: string; readonly free: number }[] {
    const own = this.#limits['log-in-failures'];
    if (known !== undefined) return [{ subject: `known ${known} ${name}`, free: own }];
    return [
      { subject: `pair ${place} ${name}`, free: own },
      { subject: `address ${place}`, free: this.#limits['log-in-failures-address'] },
      { subject: `name ${name}`, free: this.#limits['log-in-failures-name'] },
    ];
  }

  #bucket(subject: string): Bucket {
    const now = this.#clock.monotonicMs() / 1000;
    const known = this.#buckets.get(subject);
    const forgiven = known === undefined ? 0 : (now - known.at) / this.#limits['log-in-forgive-seconds'];
    const bucket = { failures: Math.max(0, (known?.failures ?? 0) - forgiven), at: now };
    this.#buckets.delete(subject);
    this.#buckets.set(subject, bucket);
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > this.#limits['log-in-remembered'] && !oldest.done) this.#buckets.delete(oldest.value);
    return bucket;
  }
}
