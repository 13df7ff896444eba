import type { SampleCounters } from './rates.ts';
import { type History, SampleHistory } from './sample-history.ts';
import type { RatePoint } from './sample-ring.ts';
import { useLastsMs } from './use.ts';

export const sampleSubjects = ['host', 'instance'] as const;
export type SampleSubject = (typeof sampleSubjects)[number];

/** Below so many subjects nobody looks for those that are gone: it would find little. */
const fewSubjects = 1000;

/**
 * What is remembered of all instances and hosts, in memory only. What a restart loses, the level below may still have.
 * Whoever pushes must have checked that the subject exists; those that are gone since are forgotten whenever as many
 * subjects have come as were left the last time. So there are never more than twice as many as exist.
 */
export class SampleRings {
  readonly #histories = { host: new Map<number, SampleHistory>(), instance: new Map<number, SampleHistory>() };
  readonly #exists: (subject: SampleSubject, id: number) => boolean;
  #sweepAt = fewSubjects;

  constructor(exists: (subject: SampleSubject, id: number) => boolean) {
    this.#exists = exists;
  }

  /**
   * A reading of counters at `at`, ms, by the clock of its host; `heardAt`: now, by our monotonic one. What comes sooner
   * than the interval is passed over.
   */
  push(subject: SampleSubject, id: number, at: number, counters: SampleCounters, heardAt?: number): void {
    let history = this.#history(subject, id);
    if (!history.push(at, counters)) {
      this.forget(subject, id);
      history = this.#history(subject, id);
      history.push(at, counters);
    }
    history.heardAt = heardAt;
  }

  /** From `from` to `to`, ms, at the finest resolution that is not finer than `stepSeconds` and reaches so far back. */
  read(subject: SampleSubject, id: number, from: number, to: number, stepSeconds = 0): History {
    return (this.#histories[subject].get(id) ?? new SampleHistory()).read(from, to, stepSeconds);
  }

  latest(subject: SampleSubject, id: number): RatePoint | undefined {
    return this.#histories[subject].get(id)?.latest();
  }

  /** What is used now, ms of our monotonic clock; undefined: it is longer than that ago that we were told. */
  current(subject: SampleSubject, id: number, now: number): RatePoint | undefined {
    const history = this.#histories[subject].get(id);
    return history?.heardAt === undefined || now - history.heardAt > useLastsMs ? undefined : history.latest();
  }

  all(subject: SampleSubject, id: number): readonly History[] {
    return this.#histories[subject].get(id)?.all() ?? [];
  }

  /** Takes over what another level remembers, where there are gaps here. */
  fill(subject: SampleSubject, id: number, histories: readonly History[]): void {
    if (histories.some((h) => h.points.length > 0)) this.#history(subject, id).fill(histories);
  }

  forget(subject: SampleSubject, id: number): void {
    this.#histories[subject].delete(id);
  }

  get size(): number {
    return this.#histories.host.size + this.#histories.instance.size;
  }

  #history(subject: SampleSubject, id: number): SampleHistory {
    const known = this.#histories[subject].get(id);
    if (known !== undefined) return known;
    if (this.size >= this.#sweepAt) this.#sweep();
    const history = new SampleHistory();
    this.#histories[subject].set(id, history);
    return history;
  }

  #sweep(): void {
    for (const subject of sampleSubjects) {
      for (const id of this.#histories[subject].keys()) if (!this.#exists(subject, id)) this.forget(subject, id);
    }
    this.#sweepAt = Math.max(fewSubjects, 2 * this.size);
  }
}
