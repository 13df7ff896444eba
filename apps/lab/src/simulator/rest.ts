import type { Entry } from '@skerry/store';
import { setTimeout as delay } from 'node:timers/promises';
import { differences } from './differences.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';

/**
 * Resolves when no store differs from another; answers how long that took, in milliseconds, without the last
 * comparison. Rejects with what differs at the deadline. `frontEnd` reads the whole of the front-end's store.
 */
export async function rest(
  frontEnd: () => Promise<readonly Pick<Entry, 'key' | 'value'>[]>,
  clusters: readonly SimulatedCluster[],
  deadlineMs: number,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const ms = performance.now() - began;
    const found = await differences(await frontEnd(), clusters);
    if (found.length === 0) return ms;
    if (ms > deadlineMs) {
      throw new Error(`After ${Math.round(ms)} ms ${found.length} things differ:\n${found.slice(0, 20).join('\n')}`);
    }
    await delay(100);
  }
}
