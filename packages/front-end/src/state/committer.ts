import type { Clock } from '@skerry/kit';
import type { Condition, Store, Write } from '@skerry/store';
import type { WriteTurn } from '../http/call.ts';
import type { AuditRecord } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Following } from './follow.ts';
import { Turns } from './turns.ts';

export interface Commit {
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
  readonly #turns = new Turns();

  constructor(store: Store, following: Pick<Following, 'reached'>, trail: AuditTrail, clock: Clock) {
    this.#store = store;
    this.#following = following;
    this.#trail = trail;
    this.#clock = clock;
  }

  inTurn<T>(turn: WriteTurn, work: () => Promise<T>): Promise<T> {
    return this.#turns.take([turn.key].flat(), turn.exclusive ?? false, work);
  }

  /** False when a condition did not hold: nothing was written, and the model shows what stands against it. */
  async commit({ writes, conditions, audit }: Commit): Promise<boolean> {
    const record = { ...audit, at: this.#clock.now().toISOString() };
    const result = await this.#store.commit({ conditions, writes: [...writes, ...this.#trail.writes(record)] });
    await this.#following.reached(result.revision);
    return result.committed;
  }
}
