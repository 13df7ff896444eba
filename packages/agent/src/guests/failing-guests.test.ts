import { defaultNetworkDriver, type HostIntent, type InstanceObservation } from '@skerry/domain';
import { type Log, silentLog, systemClock } from '@skerry/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';
import { RetryPace } from './retry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Guests that run and whose ports cannot be made, each with its actor; they are looked at now and then, as by the agent. */
function failingGuests(count: number, lookEverySeconds = 5) {
  const observed = new Map<number, InstanceObservation | undefined>();
  const generation = new Map<number, number>();
  const counted = { writes: 0, lines: 0, tries: 0, early: 0 };
  const tries: number[] = [];
  const line = () => void counted.lines++;
  const ensurePort = vi.fn(async ({ instanceId }: { readonly instanceId: number }) => {
    counted.tries++;
    tries[instanceId] = (tries[instanceId] ?? 0) + 1;
    const told = observed.get(instanceId)?.failure?.nextTryAt;
    if (told !== undefined && Date.now() < Date.parse(told)) counted.early++;
    throw new Error('no bridge');
  });
  const nic = { networkId: 1, mac: '02:00:00:00:00:01', address: '10.0.0.2' };
  const context = {
    clock: systemClock,
    log: { ...silentLog, info: line, warn: line, error: line } as Log,
    pace: new RetryPace(),
    dataDirectory: '/nowhere',
    drivers: {
      compute: { vm: { inspect: async (instanceId: number) => ({ instanceId, state: 'running' }) } },
      storage: {},
      network: { [defaultNetworkDriver]: { ensurePort, hasPort: async () => false } },
    },
    intentOf: async (instanceId: number) =>
      ({
        kind: 'vm',
        instanceId,
        generation: generation.get(instanceId) ?? 1,
        power: 'running',
        reboots: 0,
        graceSeconds: 30,
        disks: [],
        nics: [nic],
      }) as unknown as HostIntent,
    observationOf: async (instanceId: number) => observed.get(instanceId),
    async observe(instanceId: number, observation: InstanceObservation | undefined) {
      counted.writes++;
      observed.set(instanceId, observation);
    },
    forget: () => {},
  } as unknown as GuestActorContext;
  const actors = Array.from({ length: count }, (_, id) => new GuestActor(context, id));
  const during = async (seconds: number) => {
    const before = { ...counted };
    for (let s = 0; s < seconds; s += lookEverySeconds) {
      for (const actor of actors) actor.wake();
      await vi.advanceTimersByTimeAsync(lookEverySeconds * 1000);
    }
    return {
      writes: (counted.writes - before.writes) / seconds,
      lines: (counted.lines - before.lines) / seconds,
      tries: (counted.tries - before.tries) / seconds,
    };
  };
  return { actors, during, counted, observed, generation, tries };
}

test('1,000 guests that fail write and log at a bounded rate, and none is tried before the time that is told', async () => {
  const guests = failingGuests(1000, 20);
  await guests.during(100);
  const perSecond = await guests.during(200);
  // Each is tried about every 100 s; a try is told when it begins and when it failed.
  expect(perSecond.tries).toBeGreaterThan(5);
  expect(perSecond.tries).toBeLessThanOrEqual(15);
  expect(perSecond.writes).toBeLessThanOrEqual(30);
  expect(perSecond.lines).toBeLessThanOrEqual(10);
  expect(guests.counted.early).toBe(0);
  await Promise.all(guests.actors.map((actor) => actor.close()));
}, 60_000);

test('one that fails alone is tried again within half a minute, however often it is looked at', async () => {
  const guests = failingGuests(1);
  await guests.during(120);
  const before = guests.counted.tries;
  await guests.during(120);
  expect(guests.counted.tries - before).toBeGreaterThanOrEqual(3);
  expect(guests.counted.tries - before).toBeLessThanOrEqual(6);
  expect(guests.counted.early).toBe(0);
  await guests.actors[0]?.close();
});

test('a new wish goes through a back-off at once, and its failures count from one', async () => {
  const guests = failingGuests(1);
  const [actor] = guests.actors;
  actor?.wake();
  await vi.advanceTimersByTimeAsync(240_000);
  const [before = 0] = guests.tries;
  guests.generation.set(0, 2);
  actor?.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(guests.tries[0]).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(700);
  expect(guests.tries[0]).toBe(before + 2);
  await actor?.close();
});
