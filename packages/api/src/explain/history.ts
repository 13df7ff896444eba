import { isAdministrator, may, type ObjectMeta } from '@skerry/domain';
import type { Kind } from '../catalogue/objects.ts';
import type { Caller } from '../requests/call.ts';
import type { AuditRecord } from '../state/audit-record.ts';
import { auditOutcome } from '../state/audit-outcome.ts';
import type { Model } from '../state/model.ts';
import { knownUser } from './known-user.ts';

/** Entries of a history. More would bury the newest. */
const shown = 20;

/** Why its cluster did not do what was asked of it last, if so. */
export function lastRefusal(kind: Kind, id: number, model: Model): string | undefined {
  for (const record of [...model.audit.values()].toReversed()) {
    if (record.object?.kind !== kind || record.object.id !== id || record.commands === undefined) continue;
    const { message, at, action } = auditOutcome(record, model);
    if (message === undefined) return undefined;
    return `What was asked at ${at} (${verbOf(action)}) was refused by the cluster: ${message}`;
  }
  return undefined;
}

/**
 * What was asked of an object, newest first. Addresses are for administrators alone, names for who knows the user. What
 * others asked is told to who may change the object, or knows them: to anybody else it would tell that there are others.
 */
export function historyOf(
  kind: Kind,
  object: ObjectMeta,
  model: Model,
  caller: Caller,
): { at: string; what: string }[] {
  const found: { at: string; what: string }[] = [];
  const changes = may(caller, 'manage', object);
  for (const record of [...model.audit.values()].toReversed()) {
    if (record.object?.kind !== kind || record.object.id !== object.id) continue;
    const { userId } = record;
    if (!changes && (userId === null || knownUser(userId, caller, model) === undefined)) continue;
    found.push({ at: record.at, what: sentence(auditOutcome(record, model), caller, model) });
    if (found.length === shown) break;
  }
  return found;
}

function sentence(record: AuditRecord, caller: Caller, model: Model): string {
  const who = record.userId === null ? 'somebody' : nameIn(record, caller, model);
  const where = isAdministrator(caller) ? ` from ${record.address}` : '';
  const verb = verbOf(record.action);
  const how = record.code === undefined ? record.outcome : `${record.outcome} (${record.code})`;
  return `${who} asked to ${verb}${where}: ${how}.${record.message === undefined ? '' : ` ${record.message}`}`;
}

const verbOf = (action: string): string => action.slice(action.indexOf('.') + 1);

function nameIn({ userId, userName }: AuditRecord, caller: Caller, model: Model): string {
  if (isAdministrator(caller)) return userName ?? 'somebody';
  return (userId === null ? undefined : knownUser(userId, caller, model)) ?? 'another user';
}
