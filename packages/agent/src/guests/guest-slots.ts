/**
 * Which guest has which slot of this host; the one writer of `/slots/`. A slot is the guest's from before its first disk
 * is made until nothing of it is left, and the next guest gets the lowest that is free. Both directions are one
 * transaction, so dying here gives no slot away twice, and at worst keeps one until the agent looks again.
 * Do not give back the slot of a guest that still runs: the next one would reach its files.
 */
import { type ComputeDriver, type GuestIdentity, guestSlots, identityOfSlot } from '@skerry/driver-contract';
import { SkerryError } from '@skerry/kit';
import { put, type Store } from '@skerry/store';
import { idOf, keys } from '../keys.ts';

export class GuestSlots {
  readonly #store: Store;
  readonly #compute: readonly ComputeDriver[];
  /** Instance to slot, as in the store; read once, since nobody else writes there. */
  #held: Promise<Map<number, number>> | undefined;
  /** Drivers whose running guests have been asked for the slots that they run with. */
  readonly #asked = new Set<ComputeDriver>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: Store, compute: readonly ComputeDriver[]) {
    this.#store = store;
    this.#compute = compute;
  }

  /** The same at every call until it is released. */
  of(instanceId: number): Promise<GuestIdentity> {
    return this.#alone(async (held) => {
      const slot = held.get(instanceId);
      if (slot !== undefined) return identityOfSlot(slot);
      await this.#adoptRunning(held);
      const adopted = held.get(instanceId) ?? lowestFree(new Set(held.values()));
      await this.#take(held, instanceId, adopted);
      return identityOfSlot(adopted);
    });
  }

  /** Nothing of the guest is wanted any more. One that runs all the same keeps its slot. */
  release(instanceId: number): Promise<void> {
    return this.#alone(async (held) => {
      const slot = held.get(instanceId);
      if (slot === undefined) return;
      const reports = await Promise.all(this.#compute.map((driver) => driver.inspect(instanceId)));
      if (reports.some((report) => report !== undefined)) return;
      const writes = [keys.guestSlot(instanceId), keys.takenSlot(slot)].map((key) => ({ op: 'delete', key }) as const);
      await this.#store.commit({ writes });
      held.delete(instanceId);
    });
  }

  /** Instances that hold a slot. */
  holders(): Promise<number[]> {
    return this.#alone(async (held) => [...held.keys()]);
  }

  /**
   * Our store may be younger than the guests: it was lost, or an older build started them. What runs keeps the ids that it
   * runs with. A driver that does not answer is asked again the next time; its guests' slots may be given away until then.
   */
  async #adoptRunning(held: Map<number, number>): Promise<void> {
    for (const driver of this.#compute) {
      if (this.#asked.has(driver)) continue;
      const reports = await driver.list().catch(() => undefined);
      if (!reports) continue;
      for (const { instanceId, slot } of reports) {
        if (slot === undefined || held.has(instanceId) || [...held.values()].includes(slot)) continue;
        await this.#take(held, instanceId, slot);
      }
      this.#asked.add(driver);
    }
  }

  async #take(held: Map<number, number>, instanceId: number, slot: number): Promise<void> {
    if (held.get(instanceId) === slot) return;
    const guest = keys.guestSlot(instanceId);
    const taken = keys.takenSlot(slot);
    const outcome = await this.#store.commit({
      conditions: [
        { key: guest, is: 'absent' },
        { key: taken, is: 'absent' },
      ],
      writes: [put(guest, { slot }), put(taken, { instanceId })],
    });
    if (outcome.committed) return void held.set(instanceId, slot);
    // A commit whose answer was lost: what the store says counts.
    this.#held = undefined;
    throw new SkerryError({
      code: 'guest-busy',
      kind: 'failed',
      message: 'The slot was taken meanwhile; trying again.',
    });
  }

  #alone<T>(work: (held: Map<number, number>) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      this.#held ??= readHeld(this.#store);
      return work(await this.#held.catch((error: unknown) => this.#forget(error)));
    });
    this.#turn = mine.catch(() => {});
    return mine;
  }

  #forget(error: unknown): never {
    this.#held = undefined;
    throw error;
  }
}

async function readHeld(store: Store): Promise<Map<number, number>> {
  const held = new Map<number, number>();
  for (let after: string | undefined; ; ) {
    const page = await store.list(keys.guestSlots, after === undefined ? {} : { after });
    for (const { key, value } of page.entries) held.set(idOf(key), value.slot);
    if (page.next === undefined) return held;
    after = page.next;
  }
}

function lowestFree(taken: ReadonlySet<number>): number {
  for (let slot = 0; slot < guestSlots; slot++) if (!taken.has(slot)) return slot;
  throw new SkerryError({
    code: 'host-full',
    kind: 'failed',
    message: `This host has guests in all of its ${guestSlots} slots.`,
    hint: 'Delete instances of this host, or create new ones on another host.',
  });
}
