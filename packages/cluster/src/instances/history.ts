/**
 * What happened to an instance, under `/state/history/`: what the cluster itself knows, and what its host tells. Written
 * in the transaction of what it tells of, on the condition that nobody wrote meanwhile; removed with the instance. Nobody
 * else writes there.
 */
import {
  type Command,
  type CommandResult,
  type HappeningDraft,
  type HistoryBounds,
  type InstanceHistory,
  type Limits,
  mostHappenings,
  orderedInstance,
  orderWord,
  withHappenings,
} from '@skerry/domain';
import { type Condition, put, type Store, type Write } from '@skerry/store';
import type { Transacting } from '../commands/transacting.ts';
import { keys } from '../keys.ts';

export const historyBounds = (limits: Limits): HistoryBounds => ({
  happenings: mostHappenings.cluster,
  characters: limits['history-characters'],
});

/** What a transaction needs to write a history down. */
export interface HistoryChange {
  readonly condition: Condition;
  readonly writes: readonly Write[];
}

export async function changeHistory(
  store: Store,
  instanceId: number,
  change: (history: InstanceHistory) => InstanceHistory,
): Promise<HistoryChange> {
  const key = keys.history(instanceId);
  const entry = await store.get(key);
  const before = entry?.value ?? nothing(instanceId);
  const after = change(before);
  return {
    condition: entry ? { key, is: 'unchanged-since', modRevision: entry.modRevision } : { key, is: 'absent' },
    writes: after === before ? [] : [put(key, after)],
  };
}

/** With the result of a command, what it did to its instance. One that is there no more has no history either. */
export async function noteCommand(
  work: Transacting,
  command: Command,
  result: CommandResult,
  at: string,
  bounds: HistoryBounds,
): Promise<void> {
  const { order, id: commandId, userId } = command;
  const instanceId = orderedInstance(order);
  if (instanceId === undefined || order.type === 'lose-host') return;
  const instance = await work.get(keys.instance(instanceId));
  if (instance === undefined) return;
  const key = keys.history(instanceId);
  const before = (await work.get(key)) ?? nothing(instanceId);
  // Told again after a snapshot, or given twice.
  if (before.happenings.some((one) => one.commandId === commandId)) return;
  const { generation } = instance.intent;
  const common = { at, commandId, userId, asked: orderWord(order) } as const;
  const happened: HappeningDraft =
    result.outcome === 'applied'
      ? { ...common, what: 'command', generation }
      : { ...common, what: 'refused', code: result.failure.code, message: result.failure.message };
  work.put(key, withHappenings(before, [happened], bounds));
}

const nothing = (instanceId: number): InstanceHistory => ({ instanceId, happenings: [] });
