/**
 * One incarnation of one level. Everything it does to the world outside of its memory (store, drivers, links) passes
 * through `step`; once the life has ended, nothing of it gets through any more, as if the process had been killed: its
 * promises reject, its wires are cut, and what its timers still do reaches nobody.
 *
 * For real processes the same idea holds with another `end`: SIGKILL instead of a flag. What a step is, which faults
 * are possible at it and who chooses (`Interception`) stay the same.
 */
import { SkerryError } from '@skerry/kit';
import type { Fault } from './boundary.ts';
import type { Interception } from './interception.ts';

export interface Step<T> {
  /** The same in every run: without numbers that differ. */
  readonly name: string;
  readonly run: () => Promise<T>;
  /** What the step throws when it fails. */
  readonly failure: () => Error;
  /**
   * `for-ever`: it never returns, whoever called it must have a deadline. A number: it returns after so many
   * milliseconds, having been done. A function: it rejects with that after `ms`, not done. Absent: it cannot hang.
   */
  readonly freeze?: 'for-ever' | number | { readonly ms: number; readonly error: () => Error };
  /** Done twice, its caller hears of the first time, as of a transaction. */
  readonly hearsFirst?: boolean;
  /** A step that only reads: dying around it is the same as dying at the next one that writes. */
  readonly reads?: boolean;
}

export class Life {
  readonly level: string;
  private readonly interception: () => Interception;
  private readonly endings = new Set<() => void>();
  private over = false;

  constructor(level: string, interception: () => Interception) {
    this.level = level;
    this.interception = interception;
  }

  get alive(): boolean {
    return !this.over;
  }

  /** Ends this life, at once and for good. */
  end(): void {
    if (this.over) return;
    this.over = true;
    for (const ending of this.endings) ending();
    this.endings.clear();
  }

  /** Called in the same turn in which the life ends. */
  onEnd(ending: () => void): () => void {
    if (this.over) {
      ending();
      return () => {};
    }
    this.endings.add(ending);
    return () => this.endings.delete(ending);
  }

  /** Throws when this life is over. */
  check(): void {
    if (!this.over) return;
    const message = 'This incarnation was killed.';
    // The code that every loop takes as the end.
    throw new SkerryError({ code: 'store-closed', kind: 'failed', message });
  }

  async step<T>(step: Step<T>): Promise<T> {
    this.check();
    switch (this.interception().meet(this.level, step.name, possibleFaults(step))) {
      case 'kill-before':
        this.end();
        break;
      case 'fail':
      case 'fail-often':
        throw step.failure();
      case 'twice':
        return this.twice(step);
      case 'freeze':
        await this.frozen(step);
        break;
      case 'kill-after':
        await step.run();
        this.end();
        break;
      case undefined:
    }
    this.check();
    const result = await step.run();
    this.check();
    return result;
  }

  private async twice<T>(step: Step<T>): Promise<T> {
    const first = await step.run();
    this.check();
    const second = await step.run();
    this.check();
    return step.hearsFirst === true ? first : second;
  }

  private async frozen<T>({ freeze }: Step<T>): Promise<void> {
    if (freeze === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const off = this.onEnd(resolve);
    const ms = freeze === 'for-ever' ? undefined : typeof freeze === 'number' ? freeze : freeze.ms;
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    await promise;
    off();
    clearTimeout(timer);
    this.check();
    if (typeof freeze === 'object') throw freeze.error();
  }
}

function possibleFaults<T>(step: Step<T>): readonly Fault[] {
  return [
    ...(step.reads === true ? [] : (['kill-before', 'kill-after', 'twice'] as const)),
    'fail',
    'fail-often',
    ...(step.freeze === undefined ? [] : (['freeze'] as const)),
  ];
}
