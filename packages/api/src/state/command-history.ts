import { type Limits, type Order, orderedInstance } from '@skerry/domain';
import type { Failure } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { AnsweredCommand } from '@skerry/store/layout/records';
import { keys } from './keys.ts';
import type { MultiIndex } from './multi-index.ts';
import type { RecordShares, ShareBounds } from './record-shares.ts';

/** What of an answer is kept in memory: whose it is, and why it was refused. */
export interface AnswerKept {
  readonly clusterId: number;
  /** Who gave it: in whose share it is. */
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

/** Answered commands remembered. Each user has a share: a busy script makes nobody else's forgotten. */
export const answeredBounds = (limits: Limits): ShareBounds => ({
  all: limits['command-history'],
  of: () => limits['command-history-user'],
});

interface Kept {
  readonly answered: Map<number, AnswerKept>;
  readonly answeredByInstance: MultiIndex<'instance', number>;
  readonly answeredShares: RecordShares;
}

/** Keeps what is remembered, what is found by its instance, and what is counted of it together. */
export function setAnswered(kept: Kept, id: number, finished: AnsweredCommand | undefined): void {
  const before = kept.answered.get(id);
  if (before !== undefined) {
    kept.answeredShares.remove(String(before.userId), id);
    if (before.instanceId !== undefined) kept.answeredByInstance.remove('instance', before.instanceId, id);
  }
  if (finished === undefined) return void kept.answered.delete(id);
  const now = answerKept(finished);
  kept.answered.set(id, now);
  kept.answeredShares.add(String(now.userId), id);
  if (now.instanceId !== undefined) kept.answeredByInstance.add('instance', now.instanceId, id);
}

/** Undefined: never answered, or long ago. Seldom asked for, so not kept in memory. */
export async function answeredCommand(store: Store, id: number): Promise<AnsweredCommand | undefined> {
  return (await store.get(keys.commandHistory(id)))?.value;
}

function instanceOf(order: Order): { readonly instanceId?: number } {
  const instanceId = orderedInstance(order);
  return instanceId === undefined ? {} : { instanceId };
}
