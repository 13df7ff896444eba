import type { FeedChange } from '@skerry/contract';
import type { Command, CommandResult } from '@skerry/domain';
import type { Json, Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import type { Placings } from './placings.ts';
import type { Placed } from './provenance.ts';

/**
 * A command that the change answers moves to the history, in the same transaction as the answer; so does a new name or
 * owner to where it is written down. The oldest of the history is swept away.
 */
export function settleCommand(
  clusterId: number,
  { key, value }: FeedChange,
  model: Model,
  placings: Placings,
): Write[] {
  const [what, id] = key.split('/');
  if (what !== 'command-result' || value === undefined) return [];
  const command = model.commands.get(Number(id));
  if (command === undefined || command.clusterId !== clusterId) return [];
  const result = value as unknown as CommandResult;
  const { order } = command;
  if (result.outcome === 'applied' && order.type === 'instance') {
    const placed = renamed(placings.of(order.instanceId), command);
    if (placed !== undefined) placings.set(order.instanceId, placed);
  }
  const finished = { command, result } as unknown as Json;
  return [
    { op: 'delete', key: keys.command(clusterId, command.id) },
    { op: 'put', key: keys.commandHistory(command.id), value: finished },
  ];
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
