import { until } from '@skerry/driver-contract/conformance/until';
import { processAlive, readPidFile } from '@skerry/host-os';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KvmHarness, kvmHarness } from './compute-kvm-harness.ts';

const { seed, rounds, timeoutMs } = campaign(4, 3000);

/** The driver started this libvirtd: in the machine of its own in which this runs there is no other. */
describe('when libvirtd dies', () => {
  let harness: KvmHarness;
  beforeAll(async () => {
    harness = await kvmHarness();
    await harness.driver.start(await harness.plan(1));
    await until('the guest answers', harness.limits.bootMs, () => harness.answers(1));
  });
  afterAll(async () => {
    await harness?.dispose();
  });
  const slow = { timeout: 300_000 + timeoutMs };

  const libvirtd = async () => {
    const daemon = await readPidFile(join(harness.dataDirectory, 'libvirtd', 'libvirtd.pid'));
    if (!daemon) throw new Error('the driver uses a libvirtd that it did not start');
    return daemon;
  };
  const killLibvirtd = async (): Promise<void> => {
    const daemon = await libvirtd();
    if (await processAlive(daemon.pid, daemon.startTime)) process.kill(daemon.pid, 'SIGKILL');
    await until('libvirtd is gone', 5_000, async () => !(await processAlive(daemon.pid, daemon.startTime)));
  };

  test('guests go on, and the next call finds them as they were', slow, async () => {
    const before = await harness.driver.inspect(1);
    await killLibvirtd();
    expect(await harness.answers(1)).toBe(true);
    expect(await harness.driver.inspect(1)).toEqual(before);
    expect(await harness.answers(1)).toBe(true);
    await harness.driver.pause(1);
    expect(await harness.answers(1)).toBe(false);
    await harness.driver.resume(1);
    await until('the guest answers', harness.limits.bootMs, () => harness.answers(1));
  });

  test('one that hangs is ended after the deadline, and the next call finds everything as it was', slow, async () => {
    const daemon = await libvirtd();
    const impatient = harness.openWith({ callDeadlineMs: 3000 });
    const before = await impatient.inspect(1);
    process.kill(daemon.pid, 'SIGSTOP');
    await expect(impatient.pause(1)).rejects.toMatchObject({
      failure: { code: 'driver-timeout', hint: expect.stringContaining('was ended') },
    });
    expect(await processAlive(daemon.pid, daemon.startTime)).toBe(false);
    expect(await harness.answers(1)).toBe(true);
    expect(await impatient.inspect(1)).toEqual(before);
    await impatient.close();
  });

  test('a connection that nobody noticed to be lost is made anew for the next look', slow, async () => {
    const before = await harness.driver.inspect(1);
    for (let round = 0; round < 3; round += 1) {
      const shells = await childrenNamed('virsh');
      expect(shells.length).toBeGreaterThan(0);
      // Stopped, they cannot hear of the end; they and the question wake at the same moment.
      for (const pid of shells) process.kill(pid, 'SIGSTOP');
      await killLibvirtd();
      const look = harness.driver.inspect(1);
      for (const pid of shells) process.kill(pid, 'SIGCONT');
      expect(await look).toEqual(before);
      // Each waits until libvirtd has found its guest again: one that dies in the middle of that is another story.
      await harness.driver.pause(1);
      await harness.driver.resume(1);
    }
  });

  test('one that is killed at any moment, also of its own start, never makes a guest absent', slow, async () => {
    const before = await harness.driver.inspect(1);
    const random = randomOf(seed);
    for (let round = 0; round < rounds; round += 1) {
      // What cannot be seen just now is an error; whoever got an answer got the truth.
      const looks = [harness.driver.inspect(1).catch(refusal)];
      for (let kills = 1 + (round % 3); kills > 0; kills -= 1) {
        await delay(random() * 350);
        await killLibvirtd();
        looks.push(harness.driver.inspect(1).catch(refusal));
      }
      for (const seen of await Promise.all(looks)) if (!(seen instanceof Error)) expect(seen).toEqual(before);
      expect(await harness.driver.inspect(1)).toEqual(before);
      expect(await harness.answers(1)).toBe(true);
    }
  });

  test('the watch over guests comes back, and tells what changed meanwhile', slow, async () => {
    const noticed: number[] = [];
    const stop = harness.driver.onChange((id) => noticed.push(id));
    try {
      await harness.driver.inspect(1);
      await killLibvirtd();
      await until('the guest is named again', 60_000, async () => noticed.includes(1));
    } finally {
      stop();
    }
  });

  test('a guest that died meanwhile is crashed, not cleanly off', slow, async () => {
    const pid = (await harness.driver.inspect(1))?.pid;
    if (pid === undefined) throw new Error('the guest has no process');
    await killLibvirtd();
    process.kill(pid, 'SIGKILL');
    await until('the guest is gone', 5_000, async () => !(await processAlive(pid)));
    expect((await harness.driver.inspect(1))?.state).toBe('crashed');
    await harness.driver.forceOff(1);
    expect((await harness.driver.inspect(1))?.state).toBe('prepared');
    await harness.driver.remove(1);
    await harness.network.removePorts(1);
    expect(await harness.leftovers(1)).toEqual([]);
  });
});

const refusal = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

async function childrenNamed(name: string): Promise<number[]> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  const pids = children.split(' ').filter(Boolean).map(Number);
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  return pids.filter((_, at) => names[at]?.trim() === name);
}
