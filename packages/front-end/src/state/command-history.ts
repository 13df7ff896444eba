import { type Command, type CommandResult, type Order, orderedInstance } from '@skerry/domain';
import type { Failure } from '@skerry/kit';
import type { Store } from '@skerry/store';
import { keys } from './keys.ts';

/** Answered commands remembered, by number. Larger: the state file, some kilobytes each. */
export const commandsKept = 10_000;

export interface AnsweredCommand {
  readonly command: Command;
  readonly result: CommandResult;
}

/** What of an answer is kept in memory: whose it is, and why it was refused. */
export interface AnswerKept {
  readonly clusterId: number;
  /** Who gave it. */
  readonly userId: number;
  /** Absent: it is about no instance. */
  readonly instanceId?: number;
  readonly failure?: Failure;
}

export const answerKept = ({ command: { clusterId, userId, order }, result }: AnsweredCommand): AnswerKept => ({
  clusterId,
  userId,
  ...instanceOf(order),
  ...(result.outcome === 'refused' ? { failure: result.failure } : {}),
});

/** Undefined: never answered, or long ago. Seldom asked for, so not kept in memory. */
export async function answeredCommand(store: Store, id: number): Promise<AnsweredCommand | undefined> {
  return (await store.get(keys.commandHistory(id)))?.value as AnsweredCommand | undefined;
}

function instanceOf(order: Order): { readonly instanceId?: number } {
  const instanceId = orderedInstance(order);
  return instanceId === undefined ? {} : { instanceId };
}
