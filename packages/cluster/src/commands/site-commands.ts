/**
 * Commands that were given at the console of the site. The console wrote them with its answer, so an answered one is
 * never lost; each is applied once: its effect, its result and its own removal are one transaction.
 */
import { siteKeys } from '@skerry/contract';
import type { Command } from '@skerry/domain';
import type { Mirror } from '@skerry/store';
import { type CommandContext, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

/** Answered commands remembered, so that people see what became of them. Larger: memory, one kilobyte each. */
const historyKept = 1000;

/** Applies the oldest; true when there was one, so that it is followed by the next. */
export async function applySiteCommand(context: CommandContext, mirror: Mirror): Promise<boolean> {
  const { entries } = await context.store.list(siteKeys.commands);
  // In the order in which they were answered; numbers are taken before that.
  const [oldest] = entries.toSorted((a, b) => a.createRevision - b.createRevision);
  if (oldest === undefined) return false;
  const work = new Transacting(context.store);
  const command = (await work.get(oldest.key)) as Command | undefined;
  if (command === undefined) return true;
  const result = await resultOf(context, work, command);
  work.put(siteKeys.finished(command.id), { command, result });
  work.delete(oldest.key);
  const history = mirror.entries(siteKeys.history);
  if (history.length >= historyKept && history[0] !== undefined) work.delete(history[0].key);
  await work.commit();
  return true;
}
