import { rateNames, type Rates } from './rates.ts';

/** Rates at one time. */
export interface RatePoint {
  /** ms since 1970, the end of the step it stands for. */
  readonly at: number;
  readonly rates: Rates;
}

const columns = rateNames.length;
/** Stands for "not known". */
const gap = 65_535;
/**
 * Values lie as 16 bits of their logarithm: from a thousandth of a processor and one byte up to 2^40, at a relative
 * error of at most 0.03 %, which no graph shows. Four times as many bits would hold the same hour.
 */
const stepsPerOctave = 1_600;
const units = [0.001, 1, 1, 1, 1, 1] as const;

const encode = (value: number, column: number): number =>
  Math.min(gap - 1, Math.round(Math.log2(1 + value / (units[column] as number)) * stepsPerOctave));
/** Without the digits that were never measured: thousandths of a processor, whole bytes. */
function decode(code: number, column: number): number {
  const value = Math.round(2 ** (code / stepsPerOctave) - 1);
  return column === 0 ? value / 1000 : value;
}

/**
 * The last `length` steps of rates, in one block of memory that never grows: 12 bytes a step. A step that nothing was
 * put into is a gap and stays one.
 */
export class SampleRing {
  readonly stepMs: number;
  readonly length: number;
  readonly #codes: Uint16Array;
  /** Number of the newest step since 1970; -1: nothing yet. */
  #newest = -1;

  constructor(stepSeconds: number, length: number) {
    this.stepMs = stepSeconds * 1000;
    this.length = length;
    this.#codes = new Uint16Array(length * columns).fill(gap);
  }

  /** Start of the oldest time that it can still hold, ms; undefined while it is empty. */
  get reachesBackTo(): number | undefined {
    return this.#newest === -1 ? undefined : (this.#newest - this.length + 1) * this.stepMs;
  }

  /** Puts rates at the step nearest to `at`; what is older than the ring is passed over. */
  put(at: number, rates: Rates): void {
    const step = Math.round(at / this.stepMs);
    this.#advanceTo(step);
    if (step <= this.#newest - this.length) return;
    const offset = this.#offset(step);
    for (const [column, name] of rateNames.entries()) this.#codes[offset + column] = encode(rates[name], column);
  }

  /** Puts rates only where there is a gap: what was seen here stands over what others remember. */
  fill(at: number, rates: Rates): void {
    if (!this.#has(Math.round(at / this.stepMs))) this.put(at, rates);
  }

  /** All known points after `from` up to `to`, ms, oldest first. */
  read(from: number, to: number): RatePoint[] {
    const points: RatePoint[] = [];
    const first = Math.max(Math.floor(from / this.stepMs) + 1, this.#newest - this.length + 1, 0);
    const last = Math.min(Math.floor(to / this.stepMs), this.#newest);
    for (let step = first; step <= last; step++) {
      if (!this.#has(step)) continue;
      const offset = this.#offset(step);
      const value = (column: number) => decode(this.#codes[offset + column] as number, column);
      const rates = Object.fromEntries(rateNames.map((name, column) => [name, value(column)])) as unknown as Rates;
      points.push({ at: step * this.stepMs, rates });
    }
    return points;
  }

  #has(step: number): boolean {
    return step <= this.#newest && step > this.#newest - this.length && this.#codes[this.#offset(step)] !== gap;
  }

  #offset(step: number): number {
    return (step % this.length) * columns;
  }

  #advanceTo(step: number): void {
    if (this.#newest === -1 || step - this.#newest >= this.length) {
      this.#codes.fill(gap);
      this.#newest = Math.max(step, this.#newest);
      return;
    }
    while (this.#newest < step) {
      this.#newest++;
      const offset = this.#offset(this.#newest);
      this.#codes.fill(gap, offset, offset + columns);
    }
  }
}
