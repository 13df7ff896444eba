/**
 * Commands from the front-end, applied in order, exactly once: the change, the result and the feed's cursor are one
 * transaction. The cluster has the last word: it asks the table again, against its own state.
 */
import type { FeedBatch, FeedChange } from '@skerry/contract';
import type { Command } from '@skerry/domain';
import type { Cursor, FeedConsumer } from '@skerry/feed';
import { SkerryError } from '@skerry/kit';
import { idOf, keys } from '../keys.ts';
import { type CommandContext, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

const cursorKey = keys.cursor('commands', 'front-end');

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
