import type { Subject } from '@skerry/domain';
import { type Clock, type Log, Turns } from '@skerry/kit';
import { type Condition, packedDeletes, Packing, type Store, type Write } from '@skerry/store';
import type { WriteTurn } from '../requests/call.ts';
import type { Admission } from './admission.ts';
import type { AuditRecord } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Following } from './follow.ts';

export interface Commit {
  /** Who asked: what it adds must be admitted. Undefined: nobody who is known, and nothing is added for anybody. */
  readonly caller: Subject | undefined;
  readonly writes: readonly Write[];
  readonly conditions: readonly Condition[];
  /** Keys that are of no use to anybody any more: they go with the rest while they fit, and after it otherwise. */
  readonly leftovers?: readonly string[];
  readonly audit: Omit<AuditRecord, 'sequence' | 'at'>;
}

/**
 * The way in which requests write: one transaction that holds the object, its command, the audit record and the answer
 * for repetitions. When it returns, the change is on disk and the model shows it.
 */
export class Committer {
  readonly #store: Store;
  readonly #following: Pick<Following, 'reached'>;
  readonly #trail: AuditTrail;
  readonly #clock: Clock;
  readonly #admission: Admission;
  readonly #log: Log;
  readonly #turns = new Turns();

  constructor(
    store: Store,
    following: Pick<Following, 'reached'>,
    trail: AuditTrail,
    clock: Clock,
    admission: Admission,
    log: Log,
  ) {
    this.#store = store;
    this.#following = following;
    this.#trail = trail;
    this.#clock = clock;
    this.#admission = admission;
    this.#log = log;
  }

  inTurn<T>(turn: WriteTurn, work: () => Promise<T>): Promise<T> {
    return turn.exclusive === true ? this.#turns.alone(work) : this.#turns.take([turn.key].flat(), work);
  }

  /**
   * False when a condition did not hold: nothing was written, and the model shows what stands against it. Throws
   * `quota-exceeded` and `record-too-large`.
   */
  async commit({ caller, writes, conditions, leftovers = [], audit }: Commit): Promise<boolean> {
    const leave = caller === undefined ? undefined : this.#admission.enter(caller, writes);
    try {
      const record = { ...audit, at: this.#clock.now().toISOString() };
      const whole = [...writes, ...this.#trail.writes(record)];
      const packing = new Packing();
      // What is too much for one transaction the store refuses, by name.
      const fits = packing.take({ conditions, writes: whole });
      const later = leftovers.filter((key) => !fits || !packing.take({ writes: [{ op: 'delete', key }] }));
      const result = await this.#store.commit(fits ? packing.transaction : { conditions, writes: whole });
      const { committed } = result;
      await this.#following.reached(committed ? await this.#remove(later, result.revision) : result.revision);
      return committed;
    } finally {
      leave?.();
    }
  }

  /** Answers the last revision. What was asked for is done by now: what cannot be removed is left to the sweep. */
  async #remove(keys: readonly string[], before: number): Promise<number> {
    let revision = before;
    try {
      for (const { transaction } of packedDeletes(keys)) ({ revision } = await this.#store.commit(transaction));
    } catch (error) {
      this.#log.warn({ err: error, keys: keys.length }, 'what is of no use any more is left to the sweep');
    }
    return revision;
  }
}
