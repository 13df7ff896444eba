import { toFailure } from '@skerry/kit';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readTold } from './guest-told.ts';

/** Between two presses. Shorter wakes a guest for nothing that is about to hear; longer is time lost of its grace. */
const againMs = 500;
/** A guest that does not hear by then hears nothing: whoever asked puts an end to it when its grace is over. */
const mostMs = 120_000;
/** Nobody is left to hear. Anything else, such as a libvirt that is busy, is over soon. */
const over: readonly string[] = ['guest-not-found', 'guest-not-running'];

/**
 * A button that is pressed before the guest listens is pressed for nobody: it is pressed again, until the guest said before
 * a press that it listens, or until it cannot be pressed any more. If we die, whoever asked for it has its own clock.
 */
export async function pressUntilHeard(
  told: string,
  press: () => Promise<void>,
  { everyMs = againMs, withinMs = mostMs } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  const run = await fileOf(told);
  // It may have begun to listen between the first press and now.
  for (let heard = false; !heard && performance.now() < end; ) {
    await delay(everyMs, undefined, { ref: false });
    // Started again meanwhile: nobody asked that one.
    if ((await fileOf(told)) !== run) return;
    const listens = (await readTold(told)).ready;
    const refusal = await press().then(
      () => undefined,
      (error: unknown) => toFailure(error).code,
    );
    if (refusal !== undefined && over.includes(refusal)) return;
    heard = listens && refusal === undefined;
  }
}

/** Each start has a file of its own. */
const fileOf = (told: string): Promise<number | undefined> =>
  stat(told).then(
    ({ ino }) => ino,
    () => undefined,
  );
