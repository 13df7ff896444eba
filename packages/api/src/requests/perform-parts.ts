import type { EventReaders } from '../events/event-readers.ts';
import type { AuditParts } from './audit-of-request.ts';
import type { Handlers } from './call.ts';
import type { Idempotency } from './idempotency.ts';

/** What `perform` works with. */
export interface PerformParts extends AuditParts {
  readonly idempotency: Idempotency;
  /** At a site those of the owner of the catalogue are missing. */
  readonly handlers: Partial<Handlers>;
  readonly events: EventReaders;
}
