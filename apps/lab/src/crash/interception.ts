import { type Boundary, failures, type Fault } from './boundary.ts';

/** Asked at every step of every level. What it answers happens there; undefined: nothing. */
export interface Interception {
  meet(level: string, step: string, possible: readonly Fault[]): Fault | undefined;
}

/** Lets everything pass and remembers where it came by. */
export class Recording implements Interception {
  readonly boundaries: Boundary[] = [];
  private readonly counts = new Map<string, number>();

  meet(level: string, step: string, possible: readonly Fault[]): undefined {
    const name = `${level}|${step}`;
    const nth = this.counts.get(name) ?? 0;
    this.counts.set(name, nth + 1);
    this.boundaries.push({ level, step, nth, faults: possible });
    return undefined;
  }
}

/** One fault at one boundary. `met`: the boundary was reached. */
export class Injection implements Interception {
  met = false;
  private seen = 0;
  private readonly at: Pick<Boundary, 'level' | 'step' | 'nth'>;
  private readonly fault: Fault;

  constructor(at: Pick<Boundary, 'level' | 'step' | 'nth'>, fault: Fault) {
    this.at = at;
    this.fault = fault;
  }

  meet(level: string, step: string): Fault | undefined {
    const { at, fault } = this;
    if (level !== at.level || step !== at.step) return undefined;
    const nth = this.seen++;
    const last = at.nth + (fault === 'fail-often' ? failures - 1 : 0);
    if (nth < at.nth || nth > last) return undefined;
    this.met = true;
    return fault;
  }
}

export const nothingHappens: Interception = { meet: () => undefined };
