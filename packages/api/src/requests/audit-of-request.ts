/** What the audit is told of a request, and of its refusal. */
import type { RouteId } from '@skerry/contract';
import type { User } from '@skerry/domain';
import { SkerryError, toFailure } from '@skerry/kit';
import type { Cloud } from '../cloud.ts';
import { statusOf } from '../http/status-of-failure.ts';
import { isAdministrative } from '../state/audit-record.ts';
import type { Committer } from '../state/committer.ts';
import type { RefusedStrangers } from '../state/refused-strangers.ts';
import { kindOfRoute } from './kind-of-route.ts';
import type { Request } from './request.ts';

export interface AuditParts {
  readonly cloud: Cloud;
  readonly committer: Committer;
  readonly strangers: RefusedStrangers;
}

/** Who asked for what, and from where. */
export const askedBy = (
  action: RouteId,
  { caller, address, requestId }: Pick<Request, 'caller' | 'address' | 'requestId'>,
  by: User | undefined = caller?.user,
) => ({
  action,
  ...(isAdministrative(action, caller) ? { administrative: true as const } : {}),
  userId: by?.id ?? null,
  userName: by?.name ?? null,
  address,
  requestId,
});

export async function auditRefusal(
  { cloud, committer, strangers }: AuditParts,
  id: RouteId,
  request: Request,
  error: unknown,
): Promise<void> {
  const failure = toFailure(error);
  const { caller, address, requestId } = request;
  if (caller === undefined) {
    return strangers.note(id, { address, code: failure.code, status: statusOf(failure), requestId });
  }
  // That there was no room is no word on what they asked, and to write it down would take room too.
  if (failure.code === 'busy' || failure.code === 'too-many-at-once') return;
  const kind = kindOfRoute(id);
  const given = (request.params as { id?: string | number } | undefined)?.id;
  const number = given !== undefined && /^\d{1,15}$/.test(String(given)) ? Number(given) : undefined;
  try {
    await committer.commit({
      caller,
      writes: [],
      conditions: [],
      audit: {
        ...askedBy(id, request),
        object: kind === undefined ? null : { kind, ...(number === undefined ? {} : { id: number }) },
        outcome: failure.kind === 'refused' ? 'refused' : 'failed',
        status: statusOf(failure),
        code: failure.code,
      },
    });
  } catch (auditError) {
    // The answer is a refusal already; that it could not be recorded must not hide why.
    const code = auditError instanceof SkerryError ? auditError.failure.code : 'internal';
    cloud.log.error({ err: auditError, action: id, code }, 'a refused write could not be audited');
  }
}
