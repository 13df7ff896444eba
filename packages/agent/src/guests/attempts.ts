/**
 * What failed of one guest and its parts, and when each of it is tried again: the failure that is told is the one that
 * holds. Lost with us: the next life tries at once, and goes on counting from what was written.
 */
import { type HostStep, type StepFailure, toldAs, toldFirst } from '@skerry/domain';
import { type Clock, type Log, toFailure } from '@skerry/kit';
import { isWorthALine, Retry, type RetryPace } from './retry.ts';

/** A step of the guest itself or of one of its parts. */
export interface Work {
  readonly part: string;
  readonly step: HostStep;
}

interface Failed extends Work {
  readonly failure: StepFailure;
  readonly retry: Retry;
}

export interface AttemptsContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: RetryPace;
}

/** Of a sentence. Longer ones, such as the output of a program, are not taken over above. */
const mostCharacters = 2000;

export class Attempts {
  readonly #context: AttemptsContext;
  readonly #instanceId: number;
  readonly #failed = new Map<string, Failed>();
  /** Written by an earlier life, or of a wish that is none any more: told until a step succeeds. */
  #old: StepFailure | undefined;

  constructor(context: AttemptsContext, instanceId: number) {
    this.#context = context;
    this.#instanceId = instanceId;
  }

  /** What was written down last, by an earlier life of ours or before the wish changed. */
  recall(failure: StepFailure | undefined): void {
    // That an intent is not understood is told by who does not understand it.
    if (failure?.step !== 'read-intent') this.#old = failure;
  }

  /** Milliseconds until it may be done; 0: now. */
  leftMs(work: Work): number {
    return this.#failed.get(keyOf(work))?.retry.leftMs ?? 0;
  }

  failed(work: Work, error: unknown): void {
    const { clock, log, pace } = this.#context;
    const key = keyOf(work);
    const before = this.#failed.get(key);
    const step = toldAs(work.step);
    const again = before?.failure ?? (this.#old?.step === step ? this.#old : undefined);
    const { code, message, hint } = toFailure(error);
    const retry = before?.retry ?? new Retry(clock);
    const delayMs = retry.failed(pace.failing(this));
    const attempts = (again?.attempts ?? 0) + 1;
    const now = clock.now();
    const line = { instanceId: this.#instanceId, step: work.step, code, attempts, error: String(error), delayMs };
    if (isWorthALine(attempts) || again?.code !== code) log.warn(line, 'step failed');
    else log.debug(line, 'step failed again');
    this.#old = undefined;
    const failure: StepFailure = {
      step,
      code,
      message: message.slice(0, mostCharacters),
      ...(hint === undefined ? {} : { hint: hint.slice(0, mostCharacters) }),
      attempts,
      since: again?.since ?? now.toISOString(),
      nextTryAt: new Date(now.getTime() + delayMs).toISOString(),
    };
    this.#failed.set(key, { ...work, failure, retry });
  }

  succeeded(work: Work): void {
    this.#old = undefined;
    this.#failed.delete(keyOf(work));
    this.#recoveredIfAll();
  }

  /** Nothing is left to do, or something else is wanted: all is tried at once. */
  clear(): void {
    this.#old = undefined;
    this.#failed.clear();
    this.#recoveredIfAll();
  }

  /** One of them, for the observation has room for one: of the earliest step. */
  get told(): StepFailure | undefined {
    const all = [...this.#failed.values()];
    const first = toldFirst(all.map(({ step }) => step));
    return all.find(({ failure }) => failure.step === first)?.failure ?? this.#old;
  }

  #recoveredIfAll(): void {
    if (this.#failed.size === 0) this.#context.pace.recovered(this);
  }
}

const keyOf = ({ part, step }: Work): string => `${part} ${step}`;
