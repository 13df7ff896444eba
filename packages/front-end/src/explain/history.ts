import { isAdministrator, may, type ObjectMeta } from '@skerry/domain';
import type { Kind } from '../catalogue/objects.ts';
import type { Caller } from '../http/call.ts';
import type { AuditRecord } from '../state/audit-record.ts';
import type { Model } from '../state/model.ts';
import { knownUser } from './known-user.ts';

/** Entries of a history. More would bury the newest. */
const shown = 20;

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
    found.push({ at: record.at, what: sentence(record, caller, model) });
    if (found.length === shown) break;
  }
  return found;
}

function sentence(record: AuditRecord, caller: Caller, model: Model): string {
  const who = record.userId === null ? 'somebody' : nameIn(record, caller, model);
  const where = isAdministrator(caller) ? ` from ${record.address}` : '';
  const verb = record.action.slice(record.action.indexOf('.') + 1);
  const how = record.code === undefined ? record.outcome : `${record.outcome} (${record.code})`;
  return `${who} asked to ${verb}${where}: ${how}.`;
}

function nameIn({ userId, userName }: AuditRecord, caller: Caller, model: Model): string {
  if (isAdministrator(caller)) return userName ?? 'somebody';
  return (userId === null ? undefined : knownUser(userId, caller, model)) ?? 'another user';
}
