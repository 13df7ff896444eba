import { setTimeout as delay } from 'node:timers/promises';

/** Looks again until the look succeeds; after the deadline its last error stands. */
export async function eventually<T>(look: () => T | Promise<T>, deadlineMs = 8000): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await delay(20);
    }
  }
}
