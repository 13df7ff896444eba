import { rateNames, type Rates, ratesBetween, type SampleCounters } from './rates.ts';
import { type RatePoint, SampleRing } from './sample-ring.ts';

/**
 * Seconds a step and steps kept: an hour, a day, a week. Together 984 steps of 14 bytes, so 14 KiB for each instance and
 * host that has run for a week, and 140 MB for 10,000 of them; less than 1 KiB in the first minutes.
 */
export const resolutions = [
  { stepSeconds: 10, length: 360 },
  { stepSeconds: 300, length: 288 },
  { stepSeconds: 1800, length: 336 },
] as const;

/** Readings further apart leave a gap instead of a line that nobody measured. */
const widestStep = 3;

export interface History {
  readonly stepSeconds: number;
  /** Oldest first; steps that nothing is known of are left out. */
  readonly points: readonly RatePoint[];
}

/** Sums up what goes into one step of a coarse ring. */
interface Average {
  step: number;
  count: number;
  readonly sums: number[];
}

interface Coarse {
  ring: SampleRing | undefined;
  average: Average;
}

/** What is remembered of one instance or host. */
export class SampleHistory {
  readonly #fine = new SampleRing(resolutions[0].stepSeconds, resolutions[0].length);
  /** Made when there is something for them: most of what is short-lived never needs them. */
  readonly #coarse: Coarse[] = resolutions.slice(1).map(() => ({ ring: undefined, average: newAverage(-1) }));
  #last: { readonly at: number; readonly counters: SampleCounters } | undefined;
  /** Asked for each host at each placement; undefined: to be worked out again. */
  #latest: { readonly point: RatePoint | undefined } | undefined;

  /** When the newest reading came, ms of our own monotonic clock: the clock of its host may be wrong. */
  heardAt: number | undefined;

  /** A reading of counters at `at`, ms. False: it is from the past, so the clock was set back and a new history begins. */
  push(at: number, counters: SampleCounters): boolean {
    const last = this.#last;
    if (last !== undefined && at < last.at) return false;
    const stepMs = this.#fine.stepMs;
    if (last !== undefined && at - last.at < stepMs / 2) return true;
    this.#last = { at, counters };
    this.#latest = undefined;
    if (last === undefined) return true;
    const rates = ratesBetween(last.counters, counters, (at - last.at) / 1000);
    if (rates === undefined) return true;
    // Readings drift against the steps: one that fell between two readings gets the rate of both sides of it.
    const steps = Math.round(at / stepMs) - Math.round(last.at / stepMs);
    for (let back = Math.min(steps, widestStep) - 1; back >= 1; back--) this.#put(at - back * stepMs, rates);
    this.#put(at, rates);
    return true;
  }

  /**
   * From `from` to `to`, ms, at the finest resolution that reaches back so far and is not finer than `stepSeconds`.
   */
  read(from: number, to: number, stepSeconds: number): History {
    const newest = this.#last?.at ?? to;
    const chosen = resolutions.findIndex(
      // One step of patience: whoever asks for the last hour means the ring of an hour.
      (r) => r.stepSeconds >= stepSeconds && newest - from <= r.stepSeconds * (r.length + 1) * 1000,
    );
    const index = chosen === -1 ? resolutions.length - 1 : chosen;
    return { stepSeconds: stepOf(index) / 1000, points: this.#at(index, from, to) };
  }

  /** Everything, for somebody who has lost it. */
  all(): History[] {
    return resolutions.map(({ stepSeconds }, index) => ({
      stepSeconds,
      points: this.#at(index, 0, Number.MAX_SAFE_INTEGER),
    }));
  }

  /** Takes over what another one remembers, where there are gaps here. */
  fill(histories: readonly History[]): void {
    this.#latest = undefined;
    for (const { stepSeconds, points } of histories) {
      const index = resolutions.findIndex((r) => r.stepSeconds === stepSeconds);
      if (index === -1 || points.length === 0) continue;
      const ring = index === 0 ? this.#fine : this.#ring(index);
      for (const { at, rates } of points) ring.fill(at, rates);
    }
  }

  latest(): RatePoint | undefined {
    const { at = 0 } = this.#last ?? {};
    const { stepMs } = this.#fine;
    this.#latest ??= { point: this.#fine.newest(at - 2 * stepMs, at + stepMs) };
    return this.#latest.point;
  }

  #at(index: number, from: number, to: number): RatePoint[] {
    if (index === 0) return this.#fine.read(from, to);
    const { ring, average } = this.#coarse[index - 1] as Coarse;
    const points = ring?.read(from, to) ?? [];
    const stepMs = stepOf(index);
    const now = this.#last?.at ?? 0;
    // The step that is not over is shown as far as it goes.
    if (average.count > 0 && now > from && now <= to && average.step * stepMs >= (points.at(-1)?.at ?? 0)) {
      points.push({ at: now, rates: meanOf(average) });
    }
    return points;
  }

  #put(at: number, rates: Rates): void {
    this.#fine.put(at, rates);
    for (const [index, coarse] of this.#coarse.entries()) {
      const stepMs = stepOf(index + 1);
      const step = Math.floor(at / stepMs);
      if (coarse.average.step !== step) {
        const { average } = coarse;
        if (average.count > 0) this.#ring(index + 1).put((average.step + 1) * stepMs, meanOf(average));
        coarse.average = newAverage(step);
      }
      coarse.average.count++;
      for (const [column, name] of rateNames.entries()) {
        coarse.average.sums[column] = (coarse.average.sums[column] as number) + rates[name];
      }
    }
  }

  #ring(index: number): SampleRing {
    const coarse = this.#coarse[index - 1] as Coarse;
    const { stepSeconds, length } = resolutions[index] as { stepSeconds: number; length: number };
    coarse.ring ??= new SampleRing(stepSeconds, length);
    return coarse.ring;
  }
}

const stepOf = (index: number): number => (resolutions[index]?.stepSeconds ?? 0) * 1000;

const newAverage = (step: number): Average => ({ step, count: 0, sums: rateNames.map(() => 0) });

const meanOf = ({ sums, count }: Average): Rates =>
  Object.fromEntries(rateNames.map((name, column) => [name, (sums[column] as number) / count])) as unknown as Rates;
