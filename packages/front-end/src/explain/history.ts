import type { Kind } from '../catalogue/objects.ts';
import type { AuditRecord } from '../state/audit-record.ts';
import type { Model } from '../state/model.ts';

/** Entries of a history. More would bury the newest. */
const shown = 20;

/** What was asked of an object, newest first. Addresses are for administrators alone. */
export function historyOf(kind: Kind, id: number, model: Model, addresses: boolean): { at: string; what: string }[] {
  const found: { at: string; what: string }[] = [];
  for (const record of [...model.audit.values()].toReversed()) {
    if (record.object?.kind !== kind || record.object.id !== id) continue;
    found.push({ at: record.at, what: sentence(record, addresses) });
    if (found.length === shown) break;
  }
  return found;
}

function sentence(record: AuditRecord, addresses: boolean): string {
  const who = record.userName ?? 'somebody';
  const where = addresses ? ` from ${record.address}` : '';
  const verb = record.action.slice(record.action.indexOf('.') + 1);
  const how = record.code === undefined ? record.outcome : `${record.outcome} (${record.code})`;
  return `${who} asked to ${verb}${where}: ${how}.`;
}
