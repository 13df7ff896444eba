import type { auditRecord } from '@skerry/contract';
import type { z } from 'zod';

export type AuditRecord = z.output<typeof auditRecord>;

/** Records kept. Larger: memory, about half a kilobyte each. Smaller: `explain` and the audit forget sooner. */
export const auditKept = 20_000;
