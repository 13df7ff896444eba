/** What the audit is told of a request, and of its refusal. */
import type { RouteId } from '@skerry/contract';
import { SkerryError, toFailure } from '@skerry/kit';
import type { FastifyRequest } from 'fastify';
import type { Kind } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { isAdministrative } from '../state/audit-record.ts';
import type { Committer } from '../state/committer.ts';
import type { RefusedStrangers } from '../state/refused-strangers.ts';
import { views } from '../views/views.ts';
import type { Caller } from './call.ts';
import { statusOf } from './status-of-failure.ts';

interface AuditParts {
  readonly cloud: Cloud;
  readonly committer: Committer;
  readonly strangers: RefusedStrangers;
}

/** What kind of object a route is about. */
export function kindOf(id: RouteId): Kind | undefined {
  const word = id.split('.')[0] as string;
  return word in views ? (word as Kind) : undefined;
}

export const from = (
  { proxies }: Cloud,
  action: RouteId,
  request: FastifyRequest,
  caller: Caller | undefined,
  by = caller?.user,
) => ({
  action,
  ...(isAdministrative(action, caller) ? { administrative: true as const } : {}),
  userId: by?.id ?? null,
  userName: by?.name ?? null,
  address: proxies.addressOf(request.raw),
  requestId: request.id,
});

export async function auditRefusal(
  { cloud, committer, strangers }: AuditParts,
  id: RouteId,
  request: FastifyRequest,
  caller: Caller | undefined,
  error: unknown,
): Promise<void> {
  const failure = toFailure(error);
  const rawId = (request.params as { id?: string } | undefined)?.id;
  const kind = kindOf(id);
  const number = rawId !== undefined && /^\d{1,15}$/.test(rawId) ? Number(rawId) : undefined;
  if (caller === undefined) {
    const { code } = failure;
    return strangers.note(id, {
      address: cloud.proxies.addressOf(request.raw),
      code,
      status: statusOf(failure),
      requestId: request.id,
    });
  }
  // That there was no room is no word on what they asked, and to write it down would take room too.
  if (failure.code === 'busy' || failure.code === 'too-many-at-once') return;
  try {
    await committer.commit({
      caller,
      writes: [],
      conditions: [],
      audit: {
        ...from(cloud, id, request, caller),
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
