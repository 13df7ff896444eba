/**
 * Asks one application how it is while it runs, and tells when that is otherwise. Memory only: after a restart of the agent
 * it is `starting` until it has answered. Its owner is the guest's actor, which writes down what is found here.
 */
import { type Health, healthAfter, type HealthProbe, type HealthSeen, notAsked } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { isDeepStrictEqual } from 'node:util';

/** One run of it: another start is another one, and is asked anew. */
interface Run {
  readonly probe: HealthProbe;
  readonly startedAt: string | undefined;
}

interface Followed extends Run {
  /** Of the monotonic clock. */
  readonly sinceMs: number;
}

export interface HealthWatchContext {
  readonly clock: Clock;
  check(probe: HealthProbe): Promise<boolean>;
  changed(): void;
}

export class HealthWatch {
  readonly #context: HealthWatchContext;
  #run: Followed | undefined;
  #seen: HealthSeen = notAsked;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: HealthWatchContext) {
    this.#context = context;
  }

  /** What runs now; undefined: nothing that is asked. */
  follow(run: Run | undefined): void {
    const { probe, startedAt } = this.#run ?? {};
    if (isDeepStrictEqual(run, this.#run && { probe, startedAt })) return;
    clearTimeout(this.#timer);
    this.#seen = notAsked;
    this.#run = run && { ...run, sinceMs: this.#context.clock.monotonicMs() };
    if (this.#run) this.#later(this.#run);
  }

  get now(): Health | undefined {
    return this.#run && this.#seen.health;
  }

  close(): void {
    this.follow(undefined);
  }

  #later(run: Followed): void {
    // Until it is well it is asked more often: who waits for it waits no longer than it takes.
    const seconds =
      this.#seen.health === 'starting' ? Math.min(1, run.probe.intervalSeconds) : run.probe.intervalSeconds;
    this.#timer = setTimeout(() => void this.#ask(run), Math.max(0.1, seconds) * 1000).unref();
  }

  async #ask(run: Followed): Promise<void> {
    const isWell = await this.#context.check(run.probe);
    if (this.#run !== run) return;
    const before = this.#seen;
    this.#seen = healthAfter(before, isWell, run.probe, this.#context.clock.monotonicMs() - run.sinceMs);
    this.#later(run);
    if (before.health !== this.#seen.health) this.#context.changed();
  }
}
