/**
 * Commands from the front-end, applied in order, exactly once: the change and the result are one transaction, and the
 * feed's cursor goes with the last of a batch. A command that has a result is not applied again. The cluster has the last word: it asks the table again, against its own state.
 */
import type { FeedBatch, FeedChange, Refusal } from '@skerry/contract';
import type { Command, CommandResult } from '@skerry/domain';
import { type Cursor, type Examination, type FeedConsumer, sift } from '@skerry/feed';
import { SkerryError } from '@skerry/kit';
import { idOf, keys } from '../keys.ts';
import { type CommandContext, recordsOf, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

/** A transaction takes 100 writes and as many conditions; one is the cursor. */
const mostAtOnce = 99;

const cursorKey = keys.cursor('commands', 'front-end');

export interface CommandConsumerContext extends CommandContext {
  /** What is asked of each command before it is applied. One that is left out is answered as refused. */
  readonly examination?: Pick<Examination, 'accept' | 'examine' | 'onRefused'>;
}

export function commandConsumer(context: CommandConsumerContext): FeedConsumer {
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

async function tryApply(context: CommandConsumerContext, batch: FeedBatch): Promise<boolean> {
  let work = new Transacting(context.store);
  for (const told of batch.changes) {
    const refused: Refusal[] = [];
    const [change] = await sift([told], {
      ...context.examination,
      onRefused(_, refusal) {
        refused.push(refusal);
        context.examination?.onRefused?.(told, refusal);
      },
    });
    if (work.size + recordsIn(change) > mostAtOnce) {
      // What is answered is not applied again: the cursor may follow later.
      if (!(await work.commit())) return false;
      work = new Transacting(context.store);
    }
    if (change) await applyChange(context, work, change);
    else if (told.value !== undefined) for (const refusal of refused) await answerRefused(work, told, refusal);
  }
  const whole = batch.snapshot === 'no' || batch.snapshot === 'only' || batch.snapshot === 'last';
  if (whole) work.put(cursorKey, { origin: batch.origin, revision: batch.revision });
  return work.commit();
}

/** With the answer to the command. */
const recordsIn = (change: FeedChange | undefined): number =>
  change?.value === undefined ? 1 : 1 + recordsOf(change.value as unknown as Command);

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

/** Whoever gave it learns why nothing came of it: a command without an answer would wait for ever. */
async function answerRefused(work: Transacting, { key }: FeedChange, refusal: Refusal): Promise<void> {
  const commandId = idOf(`/${key}`);
  // Under any other key there is nobody who waits.
  if (!Number.isSafeInteger(commandId) || commandId < 0) return;
  const resultKey = keys.commandResult(commandId);
  if (await work.get(resultKey)) return;
  const { message } = refusal;
  const result: CommandResult = {
    commandId,
    outcome: 'refused',
    failure: { code: 'command-not-understood', kind: 'refused', message },
  };
  work.put(resultKey, result);
}
