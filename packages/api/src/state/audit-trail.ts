import { type Condition, put, type Write } from '@skerry/store';
import { type AuditBounds, type AuditRecord, shareOf } from './audit-record.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

/** Records that one more may take away: two, so that what writers at the same time left over goes in the end. */
const goneAtOnce = 2;

export interface AuditEntry {
  readonly writes: readonly Write[];
  /** The number is nobody else's: where it is, ask for another entry. */
  readonly conditions: readonly Condition[];
}

/**
 * Puts records at the end of the audit and forgets the oldest; they lie in the writer's own transaction. Other processes
 * write to the same audit: a number is ours when the transaction was committed, not before.
 */
export class AuditTrail {
  readonly #model: Model;
  readonly #bounds: AuditBounds;
  #next = 0;

  /** The model must be loaded before the first record. */
  constructor(model: Model, bounds: AuditBounds) {
    this.#model = model;
    this.#bounds = bounds;
  }

  /** What adds a record, and takes away the oldest where its share is full. */
  entry(record: Omit<AuditRecord, 'sequence'>): AuditEntry {
    const sequence = Math.max(this.#next, this.#model.lastAudit + 1);
    this.#next = sequence + 1;
    const gone = this.#model.auditShares.toMakeRoom(shareOf(record), this.#bounds, goneAtOnce);
    const key = keys.audit(sequence);
    return {
      writes: [
        put(key, { ...record, sequence }),
        ...gone.map((old): Write => ({ op: 'delete', key: keys.audit(old) })),
      ],
      conditions: [{ key, is: 'absent' }],
    };
  }
}
