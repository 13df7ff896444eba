import { type AuditRecord, shareOf } from './audit-record.ts';
import type { RecordShares } from './record-shares.ts';

/** Keeps the records and what is counted of them together. */
export function setAudit(
  kept: { readonly audit: Map<number, AuditRecord>; readonly auditShares: RecordShares; lastAudit: number },
  sequence: number,
  record: AuditRecord | undefined,
): void {
  const before = kept.audit.get(sequence);
  if (before !== undefined) kept.auditShares.remove(shareOf(before), sequence);
  if (record === undefined) return void kept.audit.delete(sequence);
  kept.lastAudit = Math.max(kept.lastAudit, sequence);
  kept.audit.set(sequence, record);
  kept.auditShares.add(shareOf(record), sequence);
}
