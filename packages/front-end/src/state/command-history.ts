import type { Command, CommandResult, Limits } from '@skerry/domain';
import type { Store } from '@skerry/store';
import { keys } from './keys.ts';
import type { RecordShares, ShareBounds } from './record-shares.ts';

export interface AnsweredCommand {
  readonly command: Command;
  readonly result: CommandResult;
}

/** What of an answered command is kept in memory. */
export type Answered = Pick<Command, 'clusterId' | 'userId'>;

/** Answered commands remembered. Each user has a share: a busy script makes nobody else's forgotten. */
export const historyBounds = (limits: Limits): ShareBounds => ({
  all: limits['command-history'],
  of: () => limits['command-history-user'],
});

/** Keeps what is remembered and what is counted of it together. */
export function setAnswered(
  kept: { readonly answered: Map<number, Answered>; readonly answeredShares: RecordShares },
  id: number,
  finished: AnsweredCommand | undefined,
): void {
  const before = kept.answered.get(id);
  if (before !== undefined) kept.answeredShares.remove(String(before.userId), id);
  if (finished === undefined) return void kept.answered.delete(id);
  const { clusterId, userId } = finished.command;
  kept.answered.set(id, { clusterId, userId });
  kept.answeredShares.add(String(userId), id);
}

/** Undefined: never answered, or long ago. Seldom asked for, so not kept in memory. */
export async function answeredCommand(store: Store, id: number): Promise<AnsweredCommand | undefined> {
  return (await store.get(keys.commandHistory(id)))?.value as AnsweredCommand | undefined;
}
