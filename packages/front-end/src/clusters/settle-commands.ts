import type { FeedChange } from '@skerry/contract';
import type { Command, CommandResult } from '@skerry/domain';
import type { Json, Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import type { Placed, Provenance } from './provenance.ts';

/** Instances whose identity this transaction changes: each is written once, whatever changes it. */
export type Placings = Map<number, Placed>;

/**
 * Commands that these changes answer move to the history, in the same transaction as the answers; so does a new name or
 * owner to where it is written down. Three writes for a record at most: a transaction takes 100, with the records
 * themselves. The oldest of the history is swept away.
 */
export function settleCommands(
  clusterId: number,
  changes: readonly FeedChange[],
  model: Model,
  provenance: Provenance,
  placings: Placings,
): Write[] {
  const writes: Write[] = [];
  for (const { key, value } of changes) {
    const [what, id] = key.split('/');
    if (what !== 'command-result' || value === undefined) continue;
    const command = model.commands.get(Number(id));
    if (command === undefined || command.clusterId !== clusterId) continue;
    const result = value as unknown as CommandResult;
    const finished = { command, result } as unknown as Json;
    writes.push(
      { op: 'delete', key: keys.command(clusterId, command.id) },
      { op: 'put', key: keys.commandHistory(command.id), value: finished },
    );
    const { order } = command;
    if (result.outcome !== 'applied' || order.type !== 'instance') continue;
    const placed = renamed(placings.get(order.instanceId) ?? provenance.placed('instance', order.instanceId), command);
    if (placed !== undefined) placings.set(order.instanceId, placed);
  }
  return writes;
}

/** Undefined: the command changes neither the name nor whose it is. */
function renamed(placed: Placed | undefined, { order }: Command): Placed | undefined {
  if (placed?.identity === undefined || order.type !== 'instance') return undefined;
  const { command } = order;
  if (command.type === 'rename') return { ...placed, identity: { ...placed.identity, name: command.name } };
  if (command.type !== 'update') return undefined;
  const { ownerId, groupId, permissions } = { ...placed.identity, ...command };
  return { ...placed, identity: { ...placed.identity, ownerId, groupId, permissions } };
}
