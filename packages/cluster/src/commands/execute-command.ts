/**
 * What a command does, whoever gave it: the front-end over its feed, or the console of the site. The cluster has the last
 * word: it asks the table again, against its own state.
 */
import type { Command, CommandResult, Disk, HistoryBounds, Instance, InstanceCommand, Lease } from '@skerry/domain';
import { applyCommand, may, noRightSentence } from '@skerry/domain';
import { type Clock, type Log, SkerryError, toFailure } from '@skerry/kit';
import type { Key, Store } from '@skerry/store';
import { declareLost } from '../hosts/lost-hosts.ts';
import { partOf } from '../instances/part-of.ts';
import { noteCommand } from '../instances/history.ts';
import { keys } from '../keys.ts';
import { grows, type HostRoom, resizeRefusal } from '../placement/resize-room.ts';
import { createInstance } from './create-instance.ts';
import type { Transacting } from './transacting.ts';

export interface CommandContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly history: HistoryBounds;
  /** `undefined` while the host has not reported. As new as the last transaction that was seen: good enough to refuse. */
  roomOn(hostId: number): HostRoom | undefined;
  isConnected(hostId: number): boolean;
}

/** Adds the command's effect to the transaction, and to the history; a refusal is a result like any other. */
export async function resultOf(context: CommandContext, work: Transacting, command: Command): Promise<CommandResult> {
  const result = await executed(context, work, command);
  await noteCommand(work, command, result, context.clock.now().toISOString(), context.history);
  return result;
}

async function executed(context: CommandContext, work: Transacting, command: Command): Promise<CommandResult> {
  try {
    await execute(context, work, command);
    return { commandId: command.id, outcome: 'applied' };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'bug') context.log.error({ commandId: command.id, error: String(error) }, 'command failed');
    return { commandId: command.id, outcome: 'refused', failure };
  }
}

/** More of a host gets only who may use it. */
async function checkHost(work: Transacting, ownerId: number, hostId: number): Promise<void> {
  const owner = await work.get(keys.user(ownerId));
  const host = await work.get(keys.host(hostId));
  if (owner && host && may({ userId: owner.id, groupIds: owner.groupIds }, 'use', host)) return;
  throw new SkerryError({ code: 'host-not-usable', kind: 'refused', message: noRightSentence('host', hostId) });
}

async function execute(context: CommandContext, work: Transacting, command: Command): Promise<void> {
  const { order } = command;
  if (order.type === 'cancelled') {
    const message = 'It was taken back before its cluster took it up.';
    throw new SkerryError({ code: 'command-cancelled', kind: 'refused', message });
  }
  if (order.type === 'create-instance') {
    if (await work.get(keys.instance(order.instance.id))) return;
    for (const write of createInstance(order)) work.add(write);
    return;
  }
  if (order.type === 'lose-host') {
    const at = context.clock.now().toISOString();
    return declareLost(work, order.hostId, context.isConnected(order.hostId), at);
  }
  const instance = await work.get(keys.instance(order.instanceId));
  if (!instance) {
    throw new SkerryError({
      code: 'instance-gone',
      kind: 'refused',
      message: `Instance ${order.instanceId} does not exist any more.`,
    });
  }
  const boot = instance.spec.disks[0];
  const image = boot && (await work.get(keys.image(boot.imageId)));
  const applied = applyCommand(instance, order.command, context.clock.now().toISOString(), image);
  if (!applied.ok) throw new SkerryError(applied.error);
  if (order.command.type === 'resize' && instance.hostId !== undefined) {
    const { spec, hostId, ownerId } = { ...instance, hostId: instance.hostId };
    const room = context.roomOn(hostId);
    const tooMuch = room && resizeRefusal(spec, applied.value.spec, room);
    if (tooMuch) throw new SkerryError(tooMuch);
    if (grows(spec, applied.value.spec)) await checkHost(work, ownerId, hostId);
  }
  work.put(keys.instance(instance.id), applied.value);
  if (namesOrGives(order.command)) await putParts(work, applied.value);
}

/** A name, an owner or rights are those of the disks and addresses as well. */
async function putParts(work: Transacting, instance: Instance): Promise<void> {
  const found: Key<Disk | Lease>[] = instance.spec.disks.map(({ diskId }) => keys.disk(diskId));
  for (const { networkId, address } of instance.spec.nics) {
    const leaseId = address === undefined ? undefined : await work.get(keys.address(networkId, address));
    if (typeof leaseId === 'number') found.push(keys.lease(leaseId));
  }
  for (const key of found) {
    const part = await work.get(key);
    const after = part && partOf(instance, part);
    if (after !== undefined && after !== part) work.put(key, after);
  }
}

const namesOrGives = ({ type }: InstanceCommand): boolean => type === 'rename' || type === 'update';
