import type { Write } from '@skerry/store';
import { type AuditRecord, auditKept } from './audit-record.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

/** Hands out the numbers of audit records and forgets the oldest; the records lie in the writer's own transaction. */
export class AuditTrail {
  #next: number;

  constructor(model: Model) {
    this.#next = Math.max(-1, ...[...model.audit.keys()].slice(-1)) + 1;
  }

  /** The writes that add a record. */
  writes(record: Omit<AuditRecord, 'sequence'>): Write[] {
    const sequence = this.#next++;
    const writes: Write[] = [{ op: 'put', key: keys.audit(sequence), value: { ...record, sequence } }];
    if (sequence >= auditKept) writes.push({ op: 'delete', key: keys.audit(sequence - auditKept) });
    return writes;
  }
}
