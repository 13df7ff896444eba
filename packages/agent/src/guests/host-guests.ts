/**
 * The guests of this host, each with its actor, and when they are looked at: on events, against the drivers' lists, and
 * whole now and then. An actor is there as long as anything is wanted or left of its guest; it is memory only.
 */
import { computeDrivers } from '../drivers/host-drivers.ts';
import { serial } from '../serial.ts';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';
import { guestsToLookAt, type Remembered } from './guests-to-look-at.ts';
import { RetryPace } from './retry.ts';

export interface HostGuestsContext extends Omit<GuestActorContext, 'pace' | 'forget'> {
  /** Guests that are wanted or were seen. */
  readonly remembered: () => readonly Remembered[];
  /** Other guests of which something is kept. */
  readonly held: () => readonly number[];
}

/** Guests are compared with the drivers' lists this often even if nothing was heard: events are hints. */
const lookEveryMs = 5000;
/** Every guest is looked at with its disks, ports and context. More often: a busy host reads thousands of files. */
const wholeLookEveryMs = 60_000;

export class HostGuests {
  readonly #context: HostGuestsContext;
  readonly #ofActors: GuestActorContext;
  readonly #actors = new Map<number, GuestActor>();
  #closed = false;

  constructor(context: HostGuestsContext) {
    this.#context = context;
    const forget = (id: number) => void this.#actors.delete(id);
    this.#ofActors = { ...context, pace: new RetryPace(), forget };
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
    const { drivers, log } = this.#context;
    const stops = computeDrivers(drivers).map((driver) => driver.onChange((id) => this.wake(id)));
    this.wakeAll();
    const looking = setInterval(() => {
      this.#look().catch((error: unknown) => log.error({ error: String(error) }, 'guests could not be listed'));
    }, lookEveryMs);
    const whole = setInterval(() => this.wakeAll(), wholeLookEveryMs);
    return () => {
      for (const stop of stops) stop();
      clearInterval(looking);
      clearInterval(whole);
    };
  }

  /** Waits for the steps under way; guests go on. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#actors.values()].map((actor) => actor.close()));
  }

  readonly #look = serial(async () => {
    const { drivers, remembered } = this.#context;
    const all = remembered();
    if (all.length > 0) (await guestsToLookAt(computeDrivers(drivers), all)).forEach((id) => this.wake(id));
  });
}
