/**
 * What a benchmark is: a file `bench/<name>.ts` whose default export is a `Bench`. It measures; it never judges: a
 * missed goal is a figure, not a failure, because machines are shared and noisy. `tools/bench.ts` prints.
 */
export interface Bench {
  /** One line for people: what is measured, against what. */
  readonly about: string;
  /** Starts real guests: it runs in a machine of its own, beside what runs on this one. */
  readonly real?: boolean;
  /** `say` prints progress; it never reaches the result. Clean up in `finally`: an abort comes as an exception. */
  run(context: BenchContext): Promise<readonly Figure[]>;
}

export interface BenchContext {
  readonly say: (line: string) => void;
  readonly seed: number;
  /** Arguments after the name that the runner does not know itself, e.g. `--runs 10`. */
  readonly args: readonly string[];
}

export interface Figure {
  readonly name: string;
  /** The median, or the percentile that the name says. */
  readonly value: number;
  readonly unit: string;
  readonly goal?: Goal;
  /** The same thing by other means in the same run: without it a figure says more of the machine than of us. */
  readonly control?: { readonly name: string; readonly value: number };
  /** Smallest and largest sample, in the same unit. */
  readonly spread?: readonly [number, number];
  readonly samples?: number;
}

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** How long it takes, milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Nearest-rank percentile, `p` from 0 to 100. Throws without samples: a figure of nothing is a mistake. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
  if (found === undefined) throw new Error('There are no samples to take a percentile of.');
  return found;
}

export const median = (samples: readonly number[]): number => percentile(samples, 50);

/** A figure from samples: their median, or percentile `p`. */
export function figureOf(
  samples: readonly number[],
  figure: Omit<Figure, 'value' | 'spread' | 'samples'> & { readonly p?: number },
): Figure {
  const { p = 50, ...rest } = figure;
  return {
    ...rest,
    value: percentile(samples, p),
    spread: [Math.min(...samples), Math.max(...samples)],
    samples: samples.length,
  };
}

/** `undefined` where there is no goal. */
export function met({ goal, value }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
