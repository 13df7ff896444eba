/**
 * One entry of the table of reconcilers: a name, what wakes it, how often it runs anyway, its work. It remembers what the
 * last run was and what fails, for whoever asks; nothing of it is on disk, and after a crash the start wakes all.
 */
import type { Clock } from './clock.ts';
import { toFailure } from './failure.ts';
import type { Log } from './log.ts';
import type { ReconcilerRun, ReconcilerStatus, WakeReason } from './reconciler-status.ts';
import { type Left, Wakes } from './wakes.ts';

export interface ReconcilerEntry<Key> {
  readonly name: string;
  /** Completes "wakes on", for people. */
  readonly wakesOn: string;
  /** What no change announces is found within so long. */
  readonly everyMs?: number;
  /** Keys that are woken then. */
  readonly every?: () => Iterable<Key>;
  /** Reads all it needs; true: it changed something, and there may be more. */
  readonly work: (key: Key) => Promise<boolean>;
}

export interface ReconcilerParts {
  readonly clock: Clock;
  readonly log: Log;
}

interface Under {
  why: WakeReason;
  changed: boolean;
}

export class Reconciler<Key> {
  readonly #entry: ReconcilerEntry<Key>;
  readonly #clock: Clock;
  readonly #wakes: Wakes<Key>;
  readonly #timer: NodeJS.Timeout | undefined;
  /** Keys that were woken and have not come to rest. */
  readonly #under = new Map<Key, Under>();
  #runs = 0;
  #last: ReconcilerRun | undefined;
  #failure: ReconcilerStatus['failure'];

  constructor(entry: ReconcilerEntry<Key>, { clock, log }: ReconcilerParts) {
    this.#entry = entry;
    this.#clock = clock;
    this.#wakes = new Wakes<Key>((key) => this.#run(key), { what: `the reconciler "${entry.name}"`, log });
    const { everyMs, every } = entry;
    if (everyMs !== undefined && every !== undefined) {
      this.#timer = setInterval(() => {
        for (const key of every()) this.wake(key, 'time');
      }, everyMs);
    }
  }

  get status(): ReconcilerStatus {
    const { name, wakesOn, everyMs } = this.#entry;
    const { failing } = this.#wakes;
    return {
      name,
      wakesOn,
      ...(everyMs === undefined ? {} : { everySeconds: everyMs / 1000 }),
      runs: this.#runs,
      ...(this.#last === undefined ? {} : { last: this.#last }),
      failing,
      ...(failing === 0 || this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  wake(key: Key, why: WakeReason = 'change'): void {
    this.#under.set(key, { changed: this.#under.get(key)?.changed ?? false, why });
    this.#wakes.wake(key);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#wakes.close();
  }

  async #run(key: Key): Promise<Left> {
    const under = this.#under.get(key) ?? { why: 'retry', changed: false };
    const began = this.#clock.monotonicMs();
    this.#runs++;
    try {
      const changed = await this.#entry.work(key);
      under.changed ||= changed;
      // Woken meanwhile: it is looked at once more, and that one tells.
      if (!changed && (this.#under.get(key) ?? under) === under) this.#under.delete(key);
      this.#note(began, under.why, under.changed ? 'changed' : 'nothing');
      return changed ? 'more' : 'nothing';
    } catch (error) {
      this.#under.delete(key);
      const { code, message } = toFailure(error);
      this.#failure = { code, message };
      this.#note(began, under.why, 'failed');
      throw error;
    }
  }

  #note(began: number, why: WakeReason, outcome: ReconcilerRun['outcome']): void {
    const milliseconds = Math.round(this.#clock.monotonicMs() - began);
    this.#last = { at: this.#clock.now().toISOString(), why, milliseconds, outcome };
  }
}
