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
const units = [0.001, 1, 1, 1, 1, 1, 1] as const;

const encode = (value: number, column: number): number =>
  Math.min(gap - 1, Math.round(Math.log2(1 + value / (units[column] as number)) * stepsPerOctave));
/** Without the digits that were never measured: thousandths of a processor, whole bytes. */
function decode(code: number, column: number): number {
  const value = Math.round(2 ** (code / stepsPerOctave) - 1);
  return column === 0 ? value / 1000 : value;
}

/** What a ring has room for at first: five minutes of the finest. What is short-lived never needs more. */
const firstSteps = 32;

/**
 * The last `length` steps of rates, in one block of memory: 14 bytes a step, for twice as many steps whenever it is
 * full, until it holds them all. A step that nothing was put into is a gap and stays one.
 */
export class SampleRing {
  readonly stepMs: number;
  readonly length: number;
  #codes: Uint16Array;
  /** Number of the newest step since 1970; -1: nothing yet. */
  #newest = -1;
  /** The oldest step that something was put into, if the ring still has it. */
  #oldest = -1;

  constructor(stepSeconds: number, length: number) {
    this.stepMs = stepSeconds * 1000;
    this.length = length;
    this.#codes = gaps(Math.min(firstSteps, length));
  }

  /** Start of the oldest time that it can still hold, ms; undefined while it is empty. */
  get reachesBackTo(): number | undefined {
    return this.#newest === -1 ? undefined : (this.#newest - this.length + 1) * this.stepMs;
  }

  /** Puts rates at the step nearest to `at`; what is older than the ring is passed over. */
  put(at: number, rates: Rates): void {
    const step = Math.round(at / this.stepMs);
    if (step <= this.#newest - this.length) return;
    this.#reach(step);
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
      if (this.#has(step)) points.push(this.#point(step));
    }
    return points;
  }

  /** The last known point after `from` up to `to`, ms. Lists ask it of every row. */
  newest(from: number, to: number): RatePoint | undefined {
    const first = Math.max(Math.floor(from / this.stepMs) + 1, 0);
    for (let step = Math.min(Math.floor(to / this.stepMs), this.#newest); step >= first; step--) {
      if (this.#has(step)) return this.#point(step);
    }
    return undefined;
  }

  #point(step: number): RatePoint {
    const offset = this.#offset(step);
    const value = (column: number) => decode(this.#codes[offset + column] as number, column);
    const rates = Object.fromEntries(rateNames.map((name, column) => [name, value(column)])) as unknown as Rates;
    return { at: step * this.stepMs, rates };
  }

  get #room(): number {
    return this.#codes.length / columns;
  }

  #has(step: number): boolean {
    return step <= this.#newest && step > this.#newest - this.#room && this.#codes[this.#offset(step)] !== gap;
  }

  #offset(step: number): number {
    return (step % this.#room) * columns;
  }

  /** Makes room for a step, and gaps of those up to it. */
  #reach(step: number): void {
    if (this.#newest === -1 || step - this.#newest >= this.length) {
      this.#codes.fill(gap);
      this.#newest = this.#oldest = step;
      return;
    }
    const oldest = Math.min(step, this.#oldest);
    const span = Math.min(Math.max(step, this.#newest) - oldest + 1, this.length);
    if (span > this.#room) this.#grow(Math.min(this.length, Math.max(span, 2 * this.#room)));
    while (this.#newest < step) {
      this.#newest++;
      const offset = this.#offset(this.#newest);
      this.#codes.fill(gap, offset, offset + columns);
    }
    this.#oldest = Math.max(oldest, this.#newest - this.length + 1);
  }

  #grow(room: number): void {
    const before = this.#codes;
    const roomBefore = this.#room;
    this.#codes = gaps(room);
    for (let step = Math.max(this.#oldest, this.#newest - roomBefore + 1); step <= this.#newest; step++) {
      const offset = (step % roomBefore) * columns;
      this.#codes.set(before.subarray(offset, offset + columns), this.#offset(step));
    }
  }
}

const gaps = (steps: number): Uint16Array => new Uint16Array(steps * columns).fill(gap);
