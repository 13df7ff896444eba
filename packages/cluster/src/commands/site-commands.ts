/**
 * Commands that were given at the console of the site. The console wrote them with its answer, so an answered one is
 * never lost; each is applied once: its effect, its result and its own removal are one transaction.
 */
import { siteKeys } from '@skerry/contract';
import type { Command } from '@skerry/domain';
import type { Entry, Mirror } from '@skerry/store';
import { type CommandContext, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

/**
 * Applies the oldest; true when there was one, so that it is followed by the next. So many answered ones are remembered,
 * that people see what became of them.
 */
export async function applySiteCommand(context: CommandContext, mirror: Mirror, remembered: number): Promise<boolean> {
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
  const history = mirror.entries<{ readonly command: Command }>(siteKeys.history);
  if (history.length >= remembered) {
    const oldest = oldestOfBusiest(history);
    if (oldest !== undefined) work.delete(oldest);
  }
  await work.commit();
  return true;
}

/** Whoever has most makes room: a busy script makes nobody else's commands forgotten. */
function oldestOfBusiest(history: readonly Entry<{ readonly command: Command }>[]): string | undefined {
  const counts = new Map<number, number>();
  for (const { value } of history) counts.set(value.command.userId, (counts.get(value.command.userId) ?? 0) + 1);
  const [busiest] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [-1, 0]);
  return history.find(({ value }) => value.command.userId === busiest)?.key;
}
