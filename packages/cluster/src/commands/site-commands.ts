/**
 * Commands that were given at the console of the site. The console wrote them with its answer, so an answered one is
 * never lost; each is applied once: its effect, its result, what becomes of the request in the audit, and its own removal
 * are one transaction.
 */
import { siteKeys } from '@skerry/store/layout/controller';
import type { AnsweredCommand } from '@skerry/store/layout/records';
import { answered, type Command, type CommandResult, type Ordered } from '@skerry/domain';
import type { Entry, Mirror } from '@skerry/store';
import { type CommandContext, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

/** The mirror follows the store within milliseconds; later than this it has lost the store. */
const mirrorDeadlineMs = 10_000;

/**
 * Applies the oldest; true when there was one, so that it is followed by the next. So many answered ones are remembered,
 * that people see what became of them.
 */
export async function applySiteCommand(context: CommandContext, mirror: Mirror, remembered: number): Promise<boolean> {
  const { entries } = await context.store.list(siteKeys.commands);
  // In the order in which they were answered; numbers are taken before that.
  const [oldest] = entries.toSorted((a, b) => a.createRevision - b.createRevision);
  if (oldest === undefined) return false;
  // The audit is found in the mirror, and was written with the command.
  await mirror.waitFor(oldest.createRevision, mirrorDeadlineMs);
  const work = new Transacting(context.store);
  const command = await work.get<Command>(oldest.key);
  if (command === undefined) return true;
  const result = await resultOf(context, work, command);
  work.put(siteKeys.finished(command.id), { command, result });
  work.delete(oldest.key);
  await noteOutcome(work, mirror, result);
  const history = mirror.entries(siteKeys.history);
  if (history.length >= remembered) {
    const oldest = oldestOfBusiest(history);
    if (oldest !== undefined) work.delete(oldest);
  }
  await work.commit();
  return true;
}

/** Whoever has most makes room: a busy script makes nobody else's commands forgotten. */
function oldestOfBusiest(history: readonly Entry<AnsweredCommand>[]): string | undefined {
  const counts = new Map<number, number>();
  for (const { value } of history) counts.set(value.command.userId, (counts.get(value.command.userId) ?? 0) + 1);
  const [busiest] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [-1, 0]);
  return history.find(({ value }) => value.command.userId === busiest)?.key;
}

/** The record of the request that gave the command says from now on what became of it. */
async function noteOutcome(work: Transacting, mirror: Mirror, result: CommandResult): Promise<void> {
  const gave = ({ commands }: Ordered) => commands?.includes(result.commandId) === true;
  const key = mirror.entries(siteKeys.audit).find(({ value }) => gave(value))?.key;
  const record = key === undefined ? undefined : await work.get<Ordered>(key);
  if (key === undefined || record === undefined) return;
  const others = new Map<number, CommandResult>();
  for (const id of record.commands ?? []) {
    const finished = await work.get(siteKeys.finished(id));
    if (finished !== undefined) others.set(id, finished.result);
  }
  work.put(
    key,
    answered(record, (id) => others.get(id) ?? 'waiting'),
  );
}
