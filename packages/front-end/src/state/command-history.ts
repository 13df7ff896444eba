import { type Command, type CommandResult, orderedInstance } from '@skerry/domain';
import type { Store } from '@skerry/store';
import { keys } from './keys.ts';

/** Answered commands remembered, by number. Larger: the state file, some kilobytes each. */
export const commandsKept = 10_000;

export interface AnsweredCommand {
  readonly command: Command;
  readonly result: CommandResult;
}

/** Undefined: never answered, or long ago. Seldom asked for, so not kept in memory. */
export async function answeredCommand(store: Store, id: number): Promise<AnsweredCommand | undefined> {
  return (await store.get(keys.commandHistory(id)))?.value as AnsweredCommand | undefined;
}

export interface Whose {
  readonly clusterId: number;
  readonly instanceId: number;
  readonly userId: number;
}

/** Which cluster it was given, of which instance it is, and who gave it. */
export const whoseIs = ({ clusterId, userId, order }: Command): Whose => ({
  clusterId,
  instanceId: orderedInstance(order),
  userId,
});
