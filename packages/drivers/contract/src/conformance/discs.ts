/** Rules of the ability `discs`, for drivers that have it. */
import { machineOf } from '@skerry/domain';
import { expect, test } from 'vitest';
import type { ComputeDriver, GuestPlan } from '../compute.ts';
import type { DiskSource } from '../storage.ts';

/** Far from the guests of the suite itself. */
const guest = 7;

export interface DiscHarness {
  readonly driver: ComputeDriver;
  plan(instanceId: number): Promise<GuestPlan>;
  discs?(number: number): Promise<DiskSource>;
  leftovers(instanceId: number): Promise<readonly string[]>;
}

export function discRules(harnessOf: () => DiscHarness): void {
  test('the disc in the drive of a guest is read, changed while it runs, and taken out', {
    timeout: 600_000,
  }, async (context) => {
    const harness = harnessOf();
    const { driver } = harness;
    const { discs } = driver;
    if (discs === undefined || harness.discs === undefined) return context.skip('this driver changes no discs');
    expect(await discs.inDrive(guest)).toBeUndefined();
    const [first, second] = [await harness.discs(1), await harness.discs(2)];
    const machine = machineOf({ cdromDrive: true });
    const plan = { ...(await harness.plan(guest)), machine, disc: first };
    await driver.start(plan);
    try {
      expect(await discs.inDrive(guest)).toEqual({ source: first });
      await discs.change(guest, second);
      await discs.change(guest, second);
      expect(await discs.inDrive(guest)).toEqual({ source: second });
      await discs.change(guest, undefined);
      await discs.change(guest, undefined);
      expect(await discs.inDrive(guest)).toEqual({});
      await driver.pause(guest);
      await discs.change(guest, first);
      expect(await discs.inDrive(guest)).toEqual({ source: first });
      await driver.forceOff(guest);
      expect(await discs.inDrive(guest)).toBeUndefined();
      const { disc: _, ...empty } = plan;
      await driver.start(empty);
      expect(await discs.inDrive(guest)).toEqual({});
      await driver.forceOff(guest);
      await driver.start({ ...empty, machine: machineOf() });
      expect(await discs.inDrive(guest)).toBeUndefined();
    } finally {
      await driver.forceOff(guest);
      await driver.remove(guest);
    }
    expect(await harness.leftovers(guest)).toEqual([]);
  });
}
