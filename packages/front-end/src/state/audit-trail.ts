import type { Write } from '@skerry/store';
import { type AuditBounds, type AuditRecord, shareOf } from './audit-record.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

/** Records that one more may take away: two, so that what writers at the same time left over goes in the end. */
const goneAtOnce = 2;

/** Hands out the numbers of audit records and forgets the oldest; the records lie in the writer's own transaction. */
export class AuditTrail {
  readonly #model: Model;
  readonly #bounds: AuditBounds;
  #next: number | undefined;

  /** The model must be loaded before the first record. */
  constructor(model: Model, bounds: AuditBounds) {
    this.#model = model;
    this.#bounds = bounds;
  }

  /** The writes that add a record, and take away the oldest where its share is full. */
  writes(record: Omit<AuditRecord, 'sequence'>): Write[] {
    this.#next ??= Math.max(-1, ...[...this.#model.audit.keys()].slice(-1)) + 1;
    const sequence = this.#next++;
    const gone = this.#model.auditShares.toMakeRoom(shareOf(record), this.#bounds, goneAtOnce);
    return [
      { op: 'put', key: keys.audit(sequence), value: { ...record, sequence } },
      ...gone.map((old): Write => ({ op: 'delete', key: keys.audit(old) })),
    ];
  }
}
