import { SkerryError } from '@skerry/kit';
import type { Duplex } from 'node:stream';
import type { DiskSource } from '../storage.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComputeDriver, ComputeErrorCode, GuestPlan, GuestReport } from '../compute.ts';
import { discRules } from './discs.ts';
import { type ApplicationHarness, applicationRules } from './applications.ts';
import { commandRules } from './commands.ts';
import { logRules } from './logs.ts';
import { readScreen } from './rfb-client.ts';
import { until } from './until.ts';

/** What the suite needs to judge any compute driver. One harness serves the whole suite. */
export interface ComputeHarness {
  readonly driver: ComputeDriver;
  /** Another driver over the same system, as after a restart of the agent. The suite closes it. */
  reopen(): Promise<ComputeDriver>;
  /** A plan whose disks and directories exist. The same id gives an equal plan. */
  plan(instanceId: number): Promise<GuestPlan>;
  /** Does the guest answer from outside, now? A second is enough to find out; it may not throw. */
  answers(instanceId: number): Promise<boolean>;
  /** Ends the guest's process as the kernel would (SIGKILL). */
  crash(instanceId: number): Promise<void>;
  /** Lets the guest power itself off; left out where nobody can ask it to. */
  powerOffFromInside?(instanceId: number): Promise<void>;
  /** Everything on the system that still speaks of the guest, but its directory and disks; empty when it is clean. */
  leftovers(instanceId: number): Promise<readonly string[]>;
  /** A disc that the guests may read, another for each number; left out where guests have no drive. */
  discs?(number: number): Promise<DiskSource>;
  /** Left out where only images with an init of their own run. */
  readonly applications?: ApplicationHarness;
  readonly limits: {
    /** Milliseconds from start until the guest answers. */
    readonly bootMs: number;
    /** Milliseconds that a graceful shut-down may take. */
    readonly shutdownMs: number;
  };
  readonly traits: {
    readonly display: boolean;
    /** Only one client at a time: a second gets `guest-busy`. */
    readonly exclusiveConsole: boolean;
  };
  /** Removes all that the harness made, also after a failed test. */
  dispose(): Promise<void>;
}

/** Milliseconds for what a driver does at once: anything longer is a hang. */
const promptMs = 15_000;
const unknown = 999_983;

/** Rules that every compute driver keeps. Guests are numbered from 1; the harness keeps other suites' guests apart. */
export function computeConformance(name: string, makeHarness: () => Promise<ComputeHarness>): void {
  describe(`${name} keeps the rules of a compute driver`, () => {
    let harness: ComputeHarness;
    let driver: ComputeDriver;
    /** As the agent does, the suite listens from the start. */
    const noticed: number[] = [];
    let stopListening = () => {};
    beforeAll(async () => {
      harness = await makeHarness();
      driver = harness.driver;
      stopListening = driver.onChange((instanceId) => noticed.push(instanceId));
    });
    afterAll(async () => {
      stopListening();
      await harness?.dispose();
    });

    const stateOf = async (id: number) => (await driver.inspect(id))?.state;
    const becomes = (id: number, state: GuestReport['state'], withinMs = promptMs) =>
      until(`guest ${id} is ${state}`, withinMs, async () => (await stateOf(id)) === state);
    const answers = (id: number) =>
      until(`guest ${id} answers`, harness.limits.bootMs, async () => harness.answers(id));
    /** A running guest, whatever the test before left; booting is slow, so tests share one where they can. */
    const running = async (id = 1): Promise<number> => {
      const state = await stateOf(id);
      if (state === 'crashed') await driver.forceOff(id);
      if (state === 'paused') await driver.resume(id);
      if (state !== 'running') await driver.start(await harness.plan(id));
      await answers(id);
      return id;
    };
    const off = async (id = 1): Promise<number> => {
      if ((await stateOf(id)) === undefined) await driver.start(await harness.plan(id));
      await driver.forceOff(id);
      return id;
    };
    const slow = () => ({ timeout: 600_000 });

    test('the probe says what can run here, and why', slow(), async () => {
      const runtime = await driver.probe();
      expect(runtime).toMatchObject({ kind: driver.kind, available: true });
      expect(runtime.reason).not.toBe('');
    });

    test('a guest that was never started leaves no trace', slow(), async () => {
      expect(await driver.inspect(unknown)).toBeUndefined();
      expect((await driver.list()).map((g) => g.instanceId)).not.toContain(unknown);
      expect(await driver.sample(unknown)).toBeUndefined();
      expect(await harness.leftovers(unknown)).toEqual([]);
    });

    test('what is asked of a guest that is not there is refused by name', slow(), async () => {
      await rejectsWith('guest-not-found', driver.requestShutdown(unknown));
      await rejectsWith('guest-not-found', driver.pause(unknown));
      await rejectsWith('guest-not-found', driver.resume(unknown));
      await rejectsWith('guest-not-found', driver.openConsole(unknown));
      await rejectsWith('guest-not-found', driver.openDisplay(unknown));
    });

    test('a guest for another architecture is refused, and leaves no trace', slow(), async () => {
      const foreign = { ...(await harness.plan(2)), instanceId: unknown, architecture: 'pdp11' };
      await rejectsWith('architecture-differs', driver.start(foreign));
      expect(await driver.inspect(unknown)).toBeUndefined();
      await driver.remove(unknown);
      expect(await harness.leftovers(unknown)).toEqual([]);
    });

    test('absence is reached by asking for it again', slow(), async () => {
      await driver.forceOff(unknown);
      await driver.remove(unknown);
      await driver.remove(unknown);
    });

    test('a started guest runs, answers and is listed once with its process', slow(), async () => {
      const id = await running();
      const report = await driver.inspect(id);
      expect(report).toMatchObject({ instanceId: id, state: 'running' });
      expect(report?.pid).toBeGreaterThan(1);
      expect((await driver.list()).filter((g) => g.instanceId === id)).toEqual([report]);
    });

    test('starting a running guest again changes nothing', slow(), async () => {
      const id = await running();
      const before = await driver.inspect(id);
      await driver.start(await harness.plan(id));
      expect(await driver.inspect(id)).toEqual(before);
    });

    test('a guest goes on when the driver closes, and the next driver finds it', slow(), async () => {
      const id = await running();
      const before = await driver.inspect(id);
      const first = await harness.reopen();
      await first.close();
      const second = await harness.reopen();
      try {
        expect(await second.inspect(id)).toEqual(before);
        expect(await harness.answers(id)).toBe(true);
      } finally {
        await second.close();
      }
    });

    test('a paused guest stands still until it is resumed; both may be asked twice', slow(), async () => {
      const id = await running();
      await driver.pause(id);
      await driver.pause(id);
      expect(await stateOf(id)).toBe('paused');
      expect(await harness.answers(id)).toBe(false);
      await driver.resume(id);
      await driver.resume(id);
      expect(await stateOf(id)).toBe('running');
      await answers(id);
    });

    test('counters of a running guest grow and never go back', slow(), async () => {
      const id = await running();
      const first = await driver.sample(id);
      expect(first?.memoryBytes).toBeGreaterThan(0);
      await until('processor time grows', promptMs, async () => {
        await harness.answers(id);
        const next = await driver.sample(id);
        return first !== undefined && next !== undefined && next.cpuSeconds > first.cpuSeconds;
      });
      const later = await driver.sample(id);
      for (const counter of [
        'diskReadBytes',
        'diskWrittenBytes',
        'networkReceivedBytes',
        'networkSentBytes',
      ] as const) {
        expect(later?.[counter]).toBeGreaterThanOrEqual(first?.[counter] ?? 0);
      }
      const all = await driver.bulkSamples?.sampleAll();
      if (all) expect(all.get(id)?.cpuSeconds).toBeGreaterThan(0);
    });

    test('the console carries bytes, and closing it leaves the guest alone', slow(), async () => {
      const id = await running();
      const console = await driver.openConsole(id);
      try {
        if (harness.traits.exclusiveConsole) await rejectsWith('guest-busy', driver.openConsole(id));
        console.write('\n');
        expect((await firstBytes(console)).length).toBeGreaterThan(0);
      } finally {
        console.destroy();
      }
      expect(await stateOf(id)).toBe('running');
      const again = await retryWhileBusy(() => driver.openConsole(id));
      again.destroy();
    });

    test('the display speaks RFB, or says that there is none', slow(), async () => {
      const id = await running();
      if (!harness.traits.display) return rejectsWith('guest-no-display', driver.openDisplay(id));
      const display = await driver.openDisplay(id);
      try {
        const { width, height, pixels } = await readScreen(display, promptMs);
        expect(pixels.length).toBeGreaterThanOrEqual(width * height);
      } finally {
        display.destroy();
      }
    });

    test('a console that is a terminal takes a new size', slow(), async () => {
      const id = await running();
      const console = await driver.openConsole(id);
      let seen = '';
      console.on('data', (bytes: Buffer) => (seen += bytes.toString()));
      try {
        await console.resize?.({ columns: 132, rows: 43 });
        // The size takes a moment through the layers of terminals: a person asks again, too.
        const asked = async () => {
          console.write('stty size || busybox stty size\r');
          return /43 132/.test(seen);
        };
        if (console.resize) await until('the shell sees the size', promptMs, asked);
      } finally {
        console.destroy();
      }
    });

    test('the console log is bounded by what is asked for', slow(), async () => {
      const id = await running();
      const log = await driver.consoleLog(id, 4096);
      expect(log.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(await driver.consoleLog(id, 16))).toBeLessThanOrEqual(16);
    });

    commandRules(() => ({ driver, running, off }));
    logRules(() => ({
      driver,
      running,
      // It prints as it starts.
      async print(id) {
        await driver.forceOff(id);
        await running(id);
      },
      reopen: () => harness.reopen(),
    }));

    test('a running guest is not removed', slow(), async () => {
      const id = await running();
      await rejectsWith('guest-busy', driver.remove(id));
      expect(await stateOf(id)).toBe('running');
    });

    test('a guest that is asked to shut down does so in time, also when asked twice', slow(), async () => {
      const id = await running();
      await driver.requestShutdown(id);
      await driver.requestShutdown(id).catch(unlessItIs('guest-not-running'));
      await becomes(id, 'prepared', harness.limits.shutdownMs);
      expect(await harness.answers(id)).toBe(false);
    });

    test('what only a running guest can do is refused while it is off', slow(), async () => {
      const id = await off();
      expect(await driver.inspect(id)).toEqual({ instanceId: id, state: 'prepared' });
      await rejectsWith('guest-not-running', driver.requestShutdown(id));
      await rejectsWith('guest-not-running', driver.pause(id));
      await rejectsWith('guest-not-running', driver.resume(id));
      await rejectsWith('guest-not-running', driver.openConsole(id));
      expect(await driver.sample(id)).toBeUndefined();
    });

    test('forcing a guest off works while it runs, while it is paused and when it is off', slow(), async () => {
      const id = await running();
      const opened = [await retryWhileBusy(() => driver.openConsole(id))];
      if (harness.traits.display) opened.push(await driver.openDisplay(id));
      const ended = Promise.all(opened.map(endOf));
      await driver.forceOff(id);
      expect(await withinPrompt(ended), 'its console and display end with it').toBe('done');
      expect(await stateOf(id)).toBe('prepared');
      await driver.forceOff(id);
      await running(id);
      await driver.pause(id);
      await driver.forceOff(id);
      expect(await stateOf(id)).toBe('prepared');
    });

    test(
      'a guest whose process is killed is crashed, is noticed, and starts again after a forced stop',
      slow(),
      async () => {
        const id = await running();
        const noticed: number[] = [];
        const stop = driver.onChange((changed) => noticed.push(changed));
        try {
          await harness.crash(id);
          await becomes(id, 'crashed');
          await until('the change is noticed', promptMs, async () => noticed.includes(id));
        } finally {
          stop();
        }
        await driver.forceOff(id);
        expect(await stateOf(id)).toBe('prepared');
        await running(id);
      },
    );

    test('a guest that powers itself off is not crashed', slow(), async (context) => {
      if (!harness.powerOffFromInside) return context.skip('nobody can ask this guest to power itself off');
      const id = await running();
      await harness.powerOffFromInside(id);
      await becomes(id, 'prepared', harness.limits.shutdownMs);
    });

    test('guests do not disturb each other', slow(), async () => {
      await running(1);
      const before = await driver.inspect(1);
      await running(2);
      await driver.forceOff(2);
      expect(await driver.inspect(1)).toEqual(before);
      expect(await harness.answers(1)).toBe(true);
    });

    discRules(() => harness);
    applicationRules(() => ({ driver, applications: harness.applications, leftovers: (id) => harness.leftovers(id) }));

    test('a removed guest leaves nothing, and can be made anew', slow(), async () => {
      for (const id of [1, 2]) {
        await off(id);
        await driver.remove(id);
        await driver.remove(id);
        expect(await driver.inspect(id)).toBeUndefined();
        expect(await harness.leftovers(id)).toEqual([]);
      }
      await running(1);
      await off(1);
      await driver.remove(1);
      expect(await harness.leftovers(1)).toEqual([]);
    });
  });
}

async function rejectsWith(code: ComputeErrorCode, attempt: Promise<unknown>): Promise<void> {
  const outcome = await attempt.then(
    () => new Error('it did not reject'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof SkerryError)) throw outcome;
  expect(outcome.failure).toMatchObject({ code });
  expect(outcome.failure.message).toMatch(/^[A-Z].*\.$/s);
}

/** A handler that lets one refusal pass. */
function unlessItIs(code: ComputeErrorCode): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof SkerryError) || error.failure.code !== code) throw error;
  };
}

async function retryWhileBusy(open: () => Promise<Duplex>): Promise<Duplex> {
  let opened: Duplex | undefined;
  await until('the console is free again', promptMs, async () => {
    opened = await open().catch((error: unknown) => {
      unlessItIs('guest-busy')(error);
      return undefined;
    });
    return opened !== undefined;
  });
  if (!opened) throw new Error('no console');
  return opened;
}

function endOf(stream: Duplex): Promise<void> {
  stream.on('error', () => {});
  stream.resume();
  return new Promise((resolve) => void stream.once('end', resolve).once('close', resolve));
}

function withinPrompt(work: Promise<unknown>): Promise<'done' | 'late'> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), promptMs).unref());
  return Promise.race([work.then(() => 'done' as const), late]);
}

function firstBytes(stream: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing came within ${promptMs} ms`)), promptMs);
    stream.once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      resolve(chunk);
    });
    stream.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
