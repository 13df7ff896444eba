import { setTimeout as delay } from 'node:timers/promises';
import { readTold } from './guest-told.ts';

/** Between two presses. Shorter wakes a guest for nothing that is about to hear; longer is time lost of its grace. */
const againMs = 500;
/** A guest that does not hear by then hears nothing: whoever asked puts an end to it when its grace is over. */
const mostMs = 120_000;

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
  // It may have begun to listen between the first press and now.
  for (let heard = false; !heard && performance.now() < end; ) {
    await delay(everyMs, undefined, { ref: false });
    heard = (await readTold(told)).ready;
    const pressed = await press().then(
      () => true,
      // It is off, or gone, or was put an end to: nobody is left to hear.
      () => false,
    );
    if (!pressed) return;
  }
}
