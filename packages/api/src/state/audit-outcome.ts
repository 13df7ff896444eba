import { answered, type Known } from '@skerry/domain';
import { put, type Write } from '@skerry/store';
import type { AuditRecord } from './audit-record.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

type Answers = Pick<Model, 'commands' | 'answered'>;

/**
 * The record as it is shown: what was accepted becomes done or refused with its commands. Not written at once, for a
 * command would then cost one write more; while its answer is remembered it is looked up.
 */
export const auditOutcome = (record: AuditRecord, model: Answers): AuditRecord =>
  answered(record, (commandId) => known(commandId, model));

/** Before answers are forgotten, what became of the requests is written into their records. */
export function keepOutcomes(forgotten: ReadonlySet<number>, model: Answers & Pick<Model, 'audit'>): Write[] {
  const writes: Write[] = [];
  for (const record of model.audit.values()) {
    if (record.outcome !== 'accepted' || record.commands?.some((id) => forgotten.has(id)) !== true) continue;
    const settled = auditOutcome(record, model);
    // Of what waits still, the rest decides.
    const commands =
      settled.outcome === 'accepted' ? record.commands.filter((id) => !forgotten.has(id)) : record.commands;
    writes.push(put(keys.audit(record.sequence), { ...settled, commands }));
  }
  return writes;
}

function known(commandId: number, model: Answers): Known {
  if (model.commands.has(commandId)) return 'waiting';
  const answer = model.answered.get(commandId);
  if (answer === undefined) return 'forgotten';
  const { failure } = answer;
  return failure === undefined ? { commandId, outcome: 'applied' } : { commandId, outcome: 'refused', failure };
}
