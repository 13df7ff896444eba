import type { SampleCounters } from './rates.ts';
import { type History, SampleHistory } from './sample-history.ts';
import type { RatePoint } from './sample-ring.ts';

export type SampleSubject = 'host' | 'instance';

/** Subjects remembered; a cluster that invents numbers cannot fill the memory. Each costs 12 KiB at most. */
const maxSubjects = 20_000;

/** What is remembered of all instances and hosts, in memory only. What a restart loses, the level below may still have. */
export class SampleRings {
  readonly #histories = new Map<string, SampleHistory>();

  /** A reading of counters at `at`, ms. What comes sooner than the interval is passed over. */
  push(subject: SampleSubject, id: number, at: number, counters: SampleCounters): void {
    if (this.#history(subject, id).push(at, counters)) return;
    this.forget(subject, id);
    this.#history(subject, id).push(at, counters);
  }

  /** From `from` to `to`, ms, at the finest resolution that is not finer than `stepSeconds` and reaches so far back. */
  read(subject: SampleSubject, id: number, from: number, to: number, stepSeconds = 0): History {
    return (this.#histories.get(`${subject}/${id}`) ?? new SampleHistory()).read(from, to, stepSeconds);
  }

  latest(subject: SampleSubject, id: number): RatePoint | undefined {
    return this.#histories.get(`${subject}/${id}`)?.latest();
  }

  all(subject: SampleSubject, id: number): readonly History[] {
    return this.#histories.get(`${subject}/${id}`)?.all() ?? [];
  }

  /** Takes over what another level remembers, where there are gaps here. */
  fill(subject: SampleSubject, id: number, histories: readonly History[]): void {
    if (histories.some((h) => h.points.length > 0)) this.#history(subject, id).fill(histories);
  }

  forget(subject: SampleSubject, id: number): void {
    this.#histories.delete(`${subject}/${id}`);
  }

  #history(subject: SampleSubject, id: number): SampleHistory {
    const key = `${subject}/${id}`;
    let history = this.#histories.get(key);
    if (history === undefined) {
      if (this.#histories.size >= maxSubjects) this.#histories.delete(this.#histories.keys().next().value as string);
      history = new SampleHistory();
      this.#histories.set(key, history);
    }
    return history;
  }
}
