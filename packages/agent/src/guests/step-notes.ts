/**
 * The steps that a guest and its parts do at once, in one turn: begun, how far, and what came of each. The cluster is
 * told of one of them, the earliest; a step that ends needs no word before the next begins.
 */
import {
  type HostStep,
  type InstanceObservation,
  type StepName,
  type StepProgress,
  toldAs,
  toldFirst,
} from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { Attempts, Work } from './attempts.ts';

export interface StepNotesContext {
  readonly clock: Clock;
  readonly log: Log;
  observe(instanceId: number, observation: InstanceObservation | undefined): Promise<void>;
}

/** Progress of one step is told this often: more would only be noise on the link. */
const progressEveryMs = 1000;

export class StepNotes {
  readonly #context: StepNotesContext;
  readonly #attempts: Attempts;
  readonly #instanceId: number;
  readonly #base: InstanceObservation;
  readonly #running: Map<string, HostStep>;
  #told: StepProgress | undefined;
  #progressToldMs = 0;
  #failures = 0;

  /** `base`: what is told besides the step. */
  constructor(
    context: StepNotesContext,
    attempts: Attempts,
    instanceId: number,
    base: InstanceObservation,
    begun: readonly Work[],
  ) {
    this.#context = context;
    this.#attempts = attempts;
    this.#instanceId = instanceId;
    this.#base = base;
    this.#running = new Map(begun.map(({ part, step }) => [part, step]));
    this.#told = this.#first();
  }

  get failures(): number {
    return this.#failures;
  }

  /** Tells what is begun now. */
  begin(): Promise<void> {
    return this.#context.observe(this.#instanceId, this.#observation(this.#told));
  }

  isDue(work: Work): boolean {
    return this.#attempts.leftMs(work) === 0;
  }

  /** Answers whether it was done. */
  async attempt(work: Work, perform: (onProgress: (fraction: number) => void) => Promise<void>): Promise<boolean> {
    this.#running.set(work.part, work.step);
    const first = this.#first();
    if (first?.name !== this.#told?.name) {
      this.#told = first;
      this.#tell(first);
    }
    try {
      await perform((fraction) => this.#progress(toldAs(work.step), fraction));
      this.#attempts.succeeded(work);
      return true;
    } catch (error) {
      this.#attempts.failed(work, error);
      this.#failures++;
      return false;
    } finally {
      this.#running.delete(work.part);
    }
  }

  #first(): StepProgress | undefined {
    const name = toldFirst([...this.#running.values()]);
    return name && { name, since: this.#context.clock.now().toISOString() };
  }

  #progress(name: StepName, fraction: number): void {
    const now = this.#context.clock.monotonicMs();
    if (this.#told?.name !== name || now - this.#progressToldMs < progressEveryMs) return;
    this.#progressToldMs = now;
    this.#tell({ ...this.#told, fraction: Math.round(fraction * 100) / 100 });
  }

  /** While the step goes on: the word is for people, and a crash needs none to go on. */
  #tell(step: StepProgress | undefined): void {
    this.#context.observe(this.#instanceId, this.#observation(step)).catch((error: unknown) => {
      this.#context.log.warn({ instanceId: this.#instanceId, error: String(error) }, 'progress could not be written');
    });
  }

  #observation(step: StepProgress | undefined): InstanceObservation {
    return step === undefined ? this.#base : { ...this.#base, step };
  }
}
