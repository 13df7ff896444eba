import type { Limits } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { FrontEndError } from '../errors.ts';

interface Bucket {
  failures: number;
  at: number;
}

/** Slows guessing down, per address and per user name, in memory: a restart forgives. */
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
  begin(address: string, name: string): void {
    const { 'log-in-failures': free, 'log-in-forgive-seconds': forgiveSeconds } = this.#limits;
    const subjects = [`address ${address}`, `user ${name}`];
    for (const subject of subjects) {
      const bucket = this.#bucket(subject);
      if (bucket.failures < free) continue;
      const retryAfter = Math.ceil((bucket.failures - free + 1) * forgiveSeconds);
      throw new FrontEndError('too-many-attempts', 'There were too many log-ins that failed.', { retryAfter });
    }
    for (const subject of subjects) this.#bucket(subject).failures += 1;
  }

  succeeded(address: string, name: string): void {
    this.#buckets.delete(`user ${name}`);
    const bucket = this.#bucket(`address ${address}`);
    bucket.failures = Math.max(0, bucket.failures - 1);
  }

  #bucket(subject: string): Bucket {
    const now = this.#clock.monotonicMs() / 1000;
    const known = this.#buckets.get(subject);
    const failures =
      known === undefined ? 0 : Math.max(0, known.failures - (now - known.at) / this.#limits['log-in-forgive-seconds']);
    const bucket = { failures, at: now };
    this.#buckets.delete(subject);
    this.#buckets.set(subject, bucket);
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > this.#limits['log-in-remembered'] && !oldest.done) this.#buckets.delete(oldest.value);
    return bucket;
  }
}
