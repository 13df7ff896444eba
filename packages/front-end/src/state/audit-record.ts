import type { auditRecord } from '@skerry/contract';
import type { z } from 'zod';

export type AuditRecord = z.output<typeof auditRecord>;
