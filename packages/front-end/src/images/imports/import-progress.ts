import type { ImportProgress, ImportStep } from '@skerry/domain';
import type { Clock } from '@skerry/kit';

/** Milliseconds over which a rate is smoothed. Longer: it lags. Shorter: the time left jumps. */
const smoothMs = 3_000;
/** Milliseconds between two measures. */
const measureMs = 500;

interface Under {
  readonly step: ImportStep;
  readonly of: number | undefined;
  bytes: number;
  rate: number | undefined;
  measuredAt: number;
  measuredBytes: number;
}

/** How far each import is, of this life: nothing of it is kept, and after a restart it is measured anew. */
export class ImportProgresses {
  readonly #clock: Clock;
  readonly #under = new Map<number, Under>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(imageId: number): ImportProgress | undefined {
    const under = this.#under.get(imageId);
    if (under === undefined) return undefined;
    const { step, bytes, of, rate } = under;
    return {
      step,
      bytes,
      ...(of === undefined ? {} : { of }),
      ...(rate === undefined ? {} : { bytesPerSecond: rate }),
    };
  }

  /** What is here at the beginning counts for no rate. */
  begin(imageId: number, step: ImportStep, of?: number, bytes = 0): void {
    const measuredAt = this.#clock.monotonicMs();
    this.#under.set(imageId, { step, of, bytes, rate: undefined, measuredAt, measuredBytes: bytes });
  }

  at(imageId: number, bytes: number): void {
    const under = this.#under.get(imageId);
    if (under === undefined) return;
    under.bytes = bytes;
    const passed = this.#clock.monotonicMs() - under.measuredAt;
    if (passed < measureMs) return;
    const now = Math.max(0, ((bytes - under.measuredBytes) * 1000) / passed);
    const weight = Math.min(1, passed / smoothMs);
    under.rate = under.rate === undefined ? now : under.rate * (1 - weight) + now * weight;
    under.measuredAt += passed;
    under.measuredBytes = bytes;
  }

  end(imageId: number): void {
    this.#under.delete(imageId);
  }
}
