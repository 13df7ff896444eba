import type { Write } from '@skerry/store';
import type { AuditRecord } from './audit-record.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

/** Hands out the numbers of audit records and forgets the oldest; the records lie in the writer's own transaction. */
export class AuditTrail {
  readonly #model: Model;
  readonly #kept: number;
  #next: number | undefined;

  /** The model must be loaded before the first record. */
  constructor(model: Model, kept: number) {
    this.#model = model;
    this.#kept = kept;
  }

  /** The writes that add a record. */
  writes(record: Omit<AuditRecord, 'sequence'>): Write[] {
    this.#next ??= Math.max(-1, ...[...this.#model.audit.keys()].slice(-1)) + 1;
    const sequence = this.#next++;
    const writes: Write[] = [{ op: 'put', key: keys.audit(sequence), value: { ...record, sequence } }];
    if (sequence >= this.#kept) writes.push({ op: 'delete', key: keys.audit(sequence - this.#kept) });
    return writes;
  }
}
