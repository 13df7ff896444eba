import { expect, test } from 'vitest';
import type { ComputeDriver } from '../compute.ts';
import { until } from './until.ts';

interface Parts {
  readonly driver: ComputeDriver;
  /** A running guest that answers. */
  readonly running: () => Promise<number>;
  /** The guest prints something more; also by being started again. */
  readonly print: (instanceId: number) => Promise<void>;
  readonly reopen: () => Promise<ComputeDriver>;
}

/** Milliseconds. */
const promptMs = 120_000;

/** Rules of the ability `logs`; a driver without it skips them with a sentence. */
export function logRules(parts: () => Parts): void {
  test('what a guest prints is read on from where one was, by the next driver too', {
    timeout: 600_000,
  }, async (context) => {
    const { driver, running, print, reopen } = parts();
    const { logs } = driver;
    if (!logs) return context.skip('This driver keeps no logs.');
    const id = await running();
    let first = await logs.read(id, undefined, 65_536);
    await until('the guest has printed', promptMs, async () => {
      first = await logs.read(id, undefined, 65_536);
      return first.text !== '';
    });
    // Nothing is told twice.
    for (let rest = first; rest.text !== ''; first = rest) rest = await logs.read(id, first.next, 65_536);
    await print(id);
    const other = await reopen();
    try {
      let more = '';
      await until('what is printed is read', promptMs, async () => {
        more = (await other.logs?.read(id, first.next, 65_536))?.text ?? '';
        return more !== '';
      });
      expect(Buffer.byteLength((await logs.read(id, first.next, 8)).text)).toBeLessThanOrEqual(8);
    } finally {
      await other.close();
    }
  });
}
