import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `met` is true; checks at every turn of a short timer. Fails with `what` after `deadlineMs`. */
export async function until(met: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!met()) {
    if (performance.now() > end) throw new Error(`not in ${deadlineMs} ms: ${what}`);
    await delay(5);
  }
}
