import { fakeClock, silentLog } from '@skerry/kit';
import type { InstanceObservation } from '@skerry/domain';
import { expect, test, vi } from 'vitest';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';

test('the actor of a guest that nobody wants any more goes, and not while it was woken again', async () => {
  const looks: (() => void)[] = [];
  const forget = vi.fn();
  const observe = vi.fn(async () => {});
  const context = {
    clock: fakeClock(),
    log: silentLog,
    intentOf: () => new Promise<undefined>((resolve) => looks.push(() => resolve(undefined))),
    observe,
    forget,
  } as unknown as GuestActorContext;
  const actor = new GuestActor(context, 7);
  actor.wake();
  actor.wake();
  looks[0]?.();
  await vi.waitFor(() => expect(looks).toHaveLength(2), 10_000);
  expect(forget).not.toHaveBeenCalled();
  looks[1]?.();
  await vi.waitFor(() => expect(forget).toHaveBeenCalledWith(7), 10_000);
  expect(observe).toHaveBeenLastCalledWith(7, undefined);
  await actor.close();
});

test('a guest that boots is asked to shut down again until it hears, and its grace began with the first request', async () => {
  const clock = fakeClock();
  let guest: 'running' | 'prepared' = 'running';
  const asked: number[] = [];
  const forceOff = vi.fn(async () => {});
  const compute = {
    kind: 'vm',
    inspect: async () => ({ instanceId: 7, state: guest }),
    async requestShutdown() {
      asked.push(clock.monotonicMs());
      if (clock.monotonicMs() >= 7000) guest = 'prepared';
    },
    forceOff,
  };
  const intent = { kind: 'vm', instanceId: 7, power: 'stopped', graceSeconds: 30, reboots: 0, disks: [], nics: [] };
  let observed: InstanceObservation | undefined;
  const looks = vi.fn(async () => intent);
  const actor = new GuestActor(
    {
      clock,
      log: silentLog,
      dataDirectory: '/nowhere',
      drivers: { compute: [compute], storage: {}, network: {} },
      intentOf: looks,
      observationOf: async () => observed,
      observe: async (_: number, found: InstanceObservation | undefined) => void (observed = found),
      forget: () => {},
    } as unknown as GuestActorContext,
    7,
  );
  for (let seconds = 0; guest === 'running' && seconds < 30; seconds++) {
    const before = looks.mock.calls.length;
    actor.wake();
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(before), 10_000);
    await vi.waitFor(() => expect(observed?.step === undefined || guest === 'prepared').toBe(true), 10_000);
    clock.advance(1000);
  }
  await actor.close();
  expect(asked).toEqual([0, 3000, 6000, 9000]);
  expect(forceOff).not.toHaveBeenCalled();
});
