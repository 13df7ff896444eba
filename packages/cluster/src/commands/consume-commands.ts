/**
 * Commands from the front-end, applied in order, exactly once: the change, the result and the feed's cursor are one
 * transaction. The cluster has the last word: it asks the table again, against its own state.
 */
import type { FeedBatch, FeedChange } from '@skerry/contract';
import type { Command, CommandResult, Image, Instance } from '@skerry/domain';
import { applyCommand } from '@skerry/domain';
import type { Cursor, FeedConsumer } from '@skerry/feed';
import { type Clock, type Log, SkerryError, toFailure } from '@skerry/kit';
import type { Condition, Json, Store, Write } from '@skerry/store';
import { keys, idOf } from '../keys.ts';
import { type HostRoom, resizeRefusal } from '../placement/resize-room.ts';
import { createInstance } from './create-instance.ts';

const cursorKey = keys.cursor('commands', 'front-end');

export interface CommandContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** `undefined` while the host has not reported. As new as the last transaction that was seen: good enough to refuse. */
  roomOn(hostId: number): HostRoom | undefined;
}

export function commandConsumer(context: CommandContext): FeedConsumer {
  return {
    cursor: async () => (await context.store.get(cursorKey))?.value as Cursor | undefined,
    async apply(batch) {
      // Losing a race against a reconciler only means reading again.
      for (let attempt = 1; attempt <= 50; attempt++) {
        if (await tryApply(context, batch)) return;
      }
      throw new SkerryError({
        code: 'cluster-busy',
        kind: 'failed',
        message: 'The cluster is too busy; the command is tried again.',
      });
    },
  };
}

async function tryApply(context: CommandContext, batch: FeedBatch): Promise<boolean> {
  const work = new Transacting(context.store);
  for (const change of batch.changes) await applyChange(context, work, change);
  const whole = batch.snapshot === 'no' || batch.snapshot === 'only' || batch.snapshot === 'last';
  if (whole) work.put(cursorKey, { origin: batch.origin, revision: batch.revision });
  return work.commit();
}

async function applyChange(context: CommandContext, work: Transacting, change: FeedChange): Promise<void> {
  const resultKey = keys.commandResult(idOf(`/${change.key}`));
  if (change.value === undefined) {
    // The front-end has taken the answer and forgotten the command.
    if (await work.get(resultKey)) work.delete(resultKey);
    return;
  }
  // A snapshot may tell again what was applied: its result still waits to be taken.
  if (await work.get(resultKey)) return;
  const command = change.value as unknown as Command;
  work.put(resultKey, await resultOf(context, work, command));
}

async function resultOf(context: CommandContext, work: Transacting, command: Command): Promise<CommandResult> {
  try {
    await execute(context, work, command);
    return { commandId: command.id, outcome: 'applied' };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'bug') context.log.error({ commandId: command.id, error: String(error) }, 'command failed');
    return { commandId: command.id, outcome: 'refused', failure };
  }
}

async function execute(context: CommandContext, work: Transacting, command: Command): Promise<void> {
  const { order } = command;
  if (order.type === 'create-instance') {
    if (await work.get(keys.instance(order.instance.id))) return;
    for (const write of createInstance(order)) work.put(write.key, write.value);
    return;
  }
  const instance = (await work.get(keys.instance(order.instanceId))) as Instance | undefined;
  if (!instance) {
    throw new SkerryError({
      code: 'instance-gone',
      kind: 'refused',
      message: `Instance ${order.instanceId} does not exist any more.`,
    });
  }
  const boot = instance.spec.disks[0];
  const image = boot && ((await work.get(keys.image(boot.imageId))) as Image | undefined);
  const applied = applyCommand(instance, order.command, context.clock.now().toISOString(), image);
  if (!applied.ok) throw new SkerryError(applied.error);
  const room =
    order.command.type === 'resize' && instance.hostId !== undefined ? context.roomOn(instance.hostId) : undefined;
  const tooMuch = room && resizeRefusal(instance.spec, applied.value.spec, room);
  if (tooMuch) throw new SkerryError(tooMuch);
  work.put(keys.instance(instance.id), applied.value);
}

/** Reads through its own writes, and commits them only if nothing that was read has changed since. */
class Transacting {
  private readonly store: Store;
  private readonly conditions = new Map<string, Condition>();
  private readonly writes = new Map<string, Write>();

  constructor(store: Store) {
    this.store = store;
  }

  async get(key: string): Promise<unknown> {
    const own = this.writes.get(key);
    if (own) return own.op === 'put' ? own.value : undefined;
    const entry = await this.store.get(key);
    this.conditions.set(
      key,
      entry ? { key, is: 'unchanged-since', modRevision: entry.modRevision } : { key, is: 'absent' },
    );
    return entry?.value;
  }

  put(key: string, value: object): void {
    this.writes.set(key, { op: 'put', key, value: value as Json });
  }

  delete(key: string): void {
    this.writes.set(key, { op: 'delete', key });
  }

  async commit(): Promise<boolean> {
    if (this.writes.size === 0) return true;
    const result = await this.store.commit({
      conditions: [...this.conditions.values()],
      writes: [...this.writes.values()],
    });
    return result.committed;
  }
}
