import type { Command, CommandResult } from '@skerry/domain';
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

/** Which cluster it was given, and of which instance it is. */
export const whoseIs = ({
  clusterId,
  order,
}: Command): { readonly clusterId: number; readonly instanceId: number } => ({
  clusterId,
  instanceId: order.type === 'create-instance' ? order.instance.id : order.instanceId,
});
