import type { FeedChange } from '@skerry/contract';
import type { CommandResult } from '@skerry/domain';
import type { Json, Write } from '@skerry/store';
import { commandsKept } from '../state/command-history.ts';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';

/** Commands that these changes answer move to the history, in the same transaction as the answers. */
export function settleCommands(clusterId: number, changes: readonly FeedChange[], model: Model): Write[] {
  return changes.flatMap(({ key, value }): Write[] => {
    const [what, id] = key.split('/');
    if (what !== 'command-result' || value === undefined) return [];
    const command = model.commands.get(Number(id));
    if (command === undefined || command.clusterId !== clusterId) return [];
    const result = value as unknown as CommandResult;
    const finished = { command, result } as unknown as Json;
    return [
      { op: 'delete', key: keys.command(clusterId, command.id) },
      { op: 'put', key: keys.commandHistory(command.id), value: finished },
      ...(command.id >= commandsKept
        ? [{ op: 'delete', key: keys.commandHistory(command.id - commandsKept) } as const]
        : []),
    ];
  });
}
