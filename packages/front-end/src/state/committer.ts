import type { Subject } from '@skerry/domain';
import { type Clock, Turns } from '@skerry/kit';
import type { Condition, Store, Write } from '@skerry/store';
import type { WriteTurn } from '../http/call.ts';
import type { Admission } from './admission.ts';
import type { AuditRecord } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Following } from './follow.ts';

export interface Commit {
  /** Who asked: what it adds must be admitted. Undefined: nobody who is known, and nothing is added for anybody. */
  readonly caller: Subject | undefined;
  readonly writes: readonly Write[];
  readonly conditions: readonly Condition[];
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
  readonly #turns = new Turns();

  constructor(
    store: Store,
    following: Pick<Following, 'reached'>,
    trail: AuditTrail,
    clock: Clock,
    admission: Admission,
  ) {
    this.#store = store;
    this.#following = following;
    this.#trail = trail;
    this.#clock = clock;
    this.#admission = admission;
  }

  inTurn<T>(turn: WriteTurn, work: () => Promise<T>): Promise<T> {
    return turn.exclusive === true ? this.#turns.alone(work) : this.#turns.take([turn.key].flat(), work);
  }

  /**
   * False when a condition did not hold: nothing was written, and the model shows what stands against it. Throws
   * `quota-exceeded` and `record-too-large`.
   */
  async commit({ caller, writes, conditions, audit }: Commit): Promise<boolean> {
    const leave = caller === undefined ? undefined : this.#admission.enter(caller, writes);
    try {
      const record = { ...audit, at: this.#clock.now().toISOString() };
      const result = await this.#store.commit({ conditions, writes: [...writes, ...this.#trail.writes(record)] });
      await this.#following.reached(result.revision);
      return result.committed;
    } finally {
      leave?.();
    }
  }
}
