import { expect, test, type TestContext } from 'vitest';
import type { ComputeDriver, GuestPlan, GuestReport } from '../compute.ts';
import { until } from './until.ts';

/** What the suite needs of a runtime of applications. */
export interface ApplicationHarness {
  /** A plan of a program that runs until it is told to end, and ends when it is asked to stop. The same id gives an equal plan. */
  plan(instanceId: number): Promise<GuestPlan>;
  /** The program ends by itself with this status. */
  end(instanceId: number, status: number): Promise<void>;
  /** Its process is killed, as the kernel would. */
  crash(instanceId: number): Promise<void>;
}

interface Parts {
  readonly driver: ComputeDriver;
  readonly applications: ApplicationHarness | undefined;
  readonly leftovers: (instanceId: number) => Promise<readonly string[]>;
}

/** Milliseconds. */
const promptMs = 30_000;
/** Other guests of the suite have small numbers. */
const id = 5;

/** Rules of applications; a runtime without them skips each with a sentence. */
export function applicationRules(parts: () => Parts): void {
  const rule = (name: string, check: (of: Parts & { readonly applications: ApplicationHarness }) => Promise<void>) =>
    test(name, { timeout: 300_000 }, async (context: TestContext) => {
      const { driver, applications, leftovers } = parts();
      if (!applications) return context.skip('This runtime starts no applications.');
      await check({ driver, applications, leftovers });
    });
  const becomes = (driver: ComputeDriver, state: GuestReport['state']) =>
    until(`guest ${id} is ${state}`, promptMs, async () => (await driver.inspect(id))?.state === state);

  rule('an application that ends by itself is off, and says with which status', async ({ driver, applications }) => {
    for (const status of [0, 3]) {
      const before = Date.now();
      await driver.start(await applications.plan(id));
      expect(await driver.inspect(id)).toMatchObject({ state: 'running' });
      expect(await driver.inspect(id)).not.toHaveProperty('exit');
      await applications.end(id, status);
      await becomes(driver, 'prepared');
      const report = await driver.inspect(id);
      expect(report?.exit).toMatchObject({ status });
      const at = Date.parse(report?.exit?.at ?? '');
      expect(at).toBeGreaterThanOrEqual(before - 1000);
      expect(at).toBeLessThanOrEqual(Date.now() + 1000);
      // Asked again, also by way of the list, it says the same.
      expect((await driver.list()).find(({ instanceId }) => instanceId === id)).toEqual(report);
    }
  });

  rule('an application that is asked to shut down ends by its own will', async ({ driver, applications }) => {
    await driver.start(await applications.plan(id));
    await driver.requestShutdown(id);
    await becomes(driver, 'prepared');
    expect((await driver.inspect(id))?.exit).toMatchObject({ status: expect.any(Number) });
  });

  rule('an application that is killed is crashed, and says by which signal', async ({ driver, applications }) => {
    await driver.start(await applications.plan(id));
    await applications.crash(id);
    await becomes(driver, 'crashed');
    await driver.forceOff(id);
    expect(await driver.inspect(id)).toMatchObject({ state: 'prepared', exit: { signal: 9 } });
  });

  rule('a removed application leaves nothing', async ({ driver, applications, leftovers }) => {
    await driver.start(await applications.plan(id));
    await driver.forceOff(id);
    await driver.remove(id);
    expect(await driver.inspect(id)).toBeUndefined();
    expect(await leftovers(id)).toEqual([]);
  });
}
