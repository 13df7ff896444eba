/**
 * Commands from the front-end, applied in order, exactly once: the change and the result are one transaction, and the
 * feed's cursor goes with the last of a batch. A batch is as many transactions as its changes need; a command that has a
 * result is not applied again, so whoever dies between two goes on where it stopped. The cluster has the last word: it asks
 * the table again, against its own state.
 */
import type { FeedBatch, FeedChange, Refusal } from '@skerry/contract';
import type { Command, CommandResult } from '@skerry/domain';
import { type Examination, type FeedConsumer, sift } from '@skerry/feed';
import { SkerryError } from '@skerry/kit';
import { type Prefix, valueUnder } from '@skerry/store';
import { idOf, keys } from '../keys.ts';
import { type CommandContext, resultOf } from './execute-command.ts';
import { Transacting } from './transacting.ts';

const cursorKey = keys.cursor('commands', 'front-end');
/** The feed's own keys are numbers alone. */
const told: Prefix<Command> = '';

export interface CommandConsumerContext extends CommandContext {
  /** What is asked of each command before it is applied. One that is left out is answered as refused. */
  readonly examination?: Pick<Examination, 'accept' | 'examine' | 'onRefused'>;
}

export function commandConsumer(context: CommandConsumerContext): FeedConsumer {
  return {
    cursor: async () => (await context.store.get(cursorKey))?.value,
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
    const onRefused = (_: FeedChange, refusal: Refusal) => {
      refused.push(refusal);
      context.examination?.onRefused?.(told, refusal);
    };
    const [change] = await sift([told], { ...context.examination, onRefused });
    const apply = async () => {
      if (change) await applyChange(context, work, change);
      else if (told.value !== undefined) for (const refusal of refused) await answerRefused(work, told, refusal);
    };
    if (await work.whole(apply)) continue;
    // What is answered is not applied again: the cursor may follow later.
    if (!(await work.commit())) return false;
    work = new Transacting(context.store);
    if (await work.whole(apply)) continue;
    const message = 'It touches more records than can be changed at once.';
    await answerRefused(work, told, { code: 'record-too-large', message });
  }
  const whole = batch.snapshot === 'no' || batch.snapshot === 'only' || batch.snapshot === 'last';
  const moveOn = async () => {
    if (whole) work.put(cursorKey, { origin: batch.origin, revision: batch.revision });
  };
  if (await work.whole(moveOn)) return work.commit();
  if (!(await work.commit())) return false;
  work = new Transacting(context.store);
  await moveOn();
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
  const command = valueUnder(told, { key: change.key, value: change.value });
  if (command === undefined) return;
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
