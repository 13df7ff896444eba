/**
 * The guests of this host, each with its actor, and who is looked at: on events, against the drivers' lists, and whole;
 * how often is in the table of reconcilers. An actor is there as long as anything is wanted or left of its guest; it is memory only.
 */
import { FailureLog } from '@skerry/kit';
import { computeDrivers } from '../drivers/host-drivers.ts';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';
import { guestsToLookAt, type Remembered } from './guests-to-look-at.ts';
import { RetryPace } from './retry.ts';

export interface HostGuestsContext extends Omit<GuestActorContext, 'pace' | 'failures' | 'forget'> {
  /** Guests that are wanted or were seen. */
  readonly remembered: () => readonly Remembered[];
  /** Other guests of which something is kept. */
  readonly held: () => readonly number[];
}

export class HostGuests {
  readonly #context: HostGuestsContext;
  readonly #ofActors: GuestActorContext;
  readonly #actors = new Map<number, GuestActor>();
  readonly #failures: FailureLog<string>;
  #closed = false;

  constructor(context: HostGuestsContext) {
    this.#context = context;
    const forget = (id: number) => void this.#actors.delete(id);
    this.#failures = new FailureLog(context.log, 'a step of a guest');
    this.#ofActors = { ...context, pace: new RetryPace(), failures: this.#failures, forget };
  }

  wake(instanceId: number): void {
    if (this.#closed) return;
    let actor = this.#actors.get(instanceId);
    if (!actor) {
      actor = new GuestActor(this.#ofActors, instanceId);
      this.#actors.set(instanceId, actor);
    }
    actor.wake();
  }

  wakeAll(): void {
    const known = this.#context.remembered().map(({ instanceId }) => instanceId);
    for (const id of new Set([...known, ...this.#context.held()])) this.wake(id);
  }

  /** Looks at all of them at once, and from now on when they change. Returns how to stop. */
  watch(): () => void {
    const stops = computeDrivers(this.#context.drivers).map((driver) => driver.onChange((id) => this.wake(id)));
    this.wakeAll();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Waits for the steps under way; guests go on. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#actors.values()].map((actor) => actor.close()));
    this.#failures.close();
  }

  /** Wakes those that are not as their drivers tell. */
  async look(): Promise<void> {
    const { drivers, remembered } = this.#context;
    const all = remembered();
    if (all.length > 0) (await guestsToLookAt(computeDrivers(drivers), all)).forEach((id) => this.wake(id));
  }
}
