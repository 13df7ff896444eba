import type { EventReaders } from '../events/event-readers.ts';
import type { AuditParts } from './audit-of-request.ts';
import type { Idempotency } from './idempotency.ts';

/** What `perform` works with. */
export interface PerformParts extends AuditParts {
  readonly idempotency: Idempotency;
  readonly events: EventReaders;
}
