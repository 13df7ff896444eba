import { type FakeClock, fakeClock, silentLog } from '@skerry/kit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';
import { RetryPace } from './retry.ts';

test('the actor of a guest that nobody wants any more goes, and not while it was woken again', async () => {
  const looks: (() => void)[] = [];
  const forget = vi.fn();
  const observe = vi.fn(async () => {});
  const context = {
    clock: fakeClock(),
    log: silentLog,
    pace: new RetryPace(),
    drivers: { network: {} },
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

/** The actor of a guest that shall stop. It looks once a second of its clock, again and again. */
function stopping(clock: FakeClock, compute: object, graceSeconds: number): GuestActor {
  const intent = { kind: 'vm', instanceId: 7, power: 'stopped', graceSeconds, reboots: 0, disks: [], nics: [] };
  const context = {
    clock,
    log: silentLog,
    pace: new RetryPace(),
    dataDirectory: '/nowhere',
    drivers: { compute: { vm: compute }, storage: {}, network: {} },
    async intentOf() {
      clock.advance(1000);
      actor.wake();
      return intent;
    },
    observationOf: async () => undefined,
    observe: async () => {},
    forget: () => {},
  };
  const actor: GuestActor = new GuestActor(context as unknown as GuestActorContext, 7);
  onTestFinished(() => actor.close());
  actor.wake();
  return actor;
}

test('a guest that boots is asked to shut down again until it hears, and its grace began with the first request', async () => {
  const clock = fakeClock();
  const asked: number[] = [];
  const off = Promise.withResolvers<void>();
  const forceOff = vi.fn(async () => {});
  const compute = {
    kind: 'vm',
    inspect: async () => ({ instanceId: 7, state: 'running' }),
    async requestShutdown() {
      asked.push(clock.monotonicMs());
      if (asked.length === 4) off.resolve();
    },
    forceOff,
  };
  stopping(clock, compute, 30);
  await off.promise;
  expect(asked.map((at) => at - (asked[0] ?? 0))).toEqual([0, 3000, 6000, 9000]);
  expect(forceOff).not.toHaveBeenCalled();
});

test('a guest that hears nothing is forced off when the grace of the first request is over', async () => {
  const clock = fakeClock();
  let askedFirst: number | undefined;
  const forced = Promise.withResolvers<number>();
  const compute = {
    kind: 'vm',
    inspect: async () => ({ instanceId: 7, state: 'running' }),
    requestShutdown: async () => void (askedFirst ??= clock.monotonicMs()),
    forceOff: async () => forced.resolve(clock.monotonicMs()),
  };
  stopping(clock, compute, 10);
  expect((await forced.promise) - (askedFirst ?? 0)).toBe(10_000);
});
