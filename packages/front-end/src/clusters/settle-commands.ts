import type { FeedChange } from '@skerry/contract';
import type { Command } from '@skerry/domain';
import { idOf, put, valueUnder, type Write } from '@skerry/store';
import { toldBelow } from '@skerry/store/layout/cluster-state';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import type { Placings } from './placings.ts';
import type { Placed } from './provenance.ts';

/**
 * A command that the change answers moves to the history, in the same transaction as the answer; so does a new name or
 * owner to where it is written down. The oldest of the history is swept away.
 */
export function settleCommand(clusterId: number, change: FeedChange, model: Model, placings: Placings): Write[] {
  const result = valueUnder(toldBelow('command-result'), change);
  if (result === undefined) return [];
  const command = model.commands.get(idOf(change.key));
  if (command === undefined || command.clusterId !== clusterId) return [];
  const { order } = command;
  if (result.outcome === 'applied' && order.type === 'instance') {
    const placed = renamed(placings.of(order.instanceId), command);
    if (placed !== undefined) placings.set(order.instanceId, placed);
  }
  return [
    { op: 'delete', key: keys.command(clusterId, command.id) },
    put(keys.commandHistory(command.id), { command, result }),
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
