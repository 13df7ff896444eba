import { fakeClock, silentLog } from '@skerry/kit';
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
