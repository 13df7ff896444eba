/**
 * The one writer of `/observed/instance/` and `/observed/history/`: what is seen of a guest, and what has happened to it
 * since it was seen last, in one transaction. If we die before it, the next life sees the same and writes it down once.
 * What is written here goes up by the feed; nothing else may put a history there.
 */
import {
  happenedOnHost,
  type HappeningDraft,
  type HistoryBounds,
  type HostIntent,
  type InstanceObservation,
  mostHappenings,
  mostOfLog,
  withHappenings,
} from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import { plainText } from '@skerry/kit/plain-text';
import { type Mirror, put, type Store, type Write } from '@skerry/store';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { computeFor, type HostDrivers } from '../drivers/host-drivers.ts';
import type { RefusedIntents } from '../intents/refused-intents.ts';
import { idOf, keys } from '../keys.ts';
import type { GuestSlots } from './guest-slots.ts';

export interface ObservationsContext {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly refusedIntents: RefusedIntents;
  readonly slots: GuestSlots;
  readonly drivers: HostDrivers;
  /** Another one after each start of the host; absent: not known. */
  readonly bootId: string | undefined;
  /** Characters of one history. */
  readonly characters: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Read of a guest's console for its history: escape sequences are taken out of it afterwards. */
const logBytes = 4 * mostOfLog;
/** So long a guest may wait for that before it is started again. Milliseconds. */
const logMs = 2000;

export class Observations {
  readonly #context: ObservationsContext;
  readonly #bounds: HistoryBounds;
  readonly #turns = new Map<number, Promise<unknown>>();
  /** Guests that were on when the host went down, and were not looked at since. */
  readonly #fromBefore: Set<number>;

  private constructor(context: ObservationsContext, fromBefore: Set<number>) {
    this.#context = context;
    this.#bounds = { happenings: mostHappenings.host, characters: context.characters };
    this.#fromBefore = fromBefore;
  }

  /** The mirror must be ready. */
  static async open(context: ObservationsContext): Promise<Observations> {
    const { store, mirror, bootId } = context;
    const last = (await store.get(keys.boot))?.value;
    const isAnew = bootId !== undefined && last !== undefined && last.id !== bootId;
    const seen = mirror.entries(keys.observedInstances);
    const on = isAnew ? seen.filter(({ value }) => value.guest !== 'none' && value.guest !== 'prepared') : [];
    const observations = new Observations(context, new Set(on.map(({ key }) => idOf(key))));
    if (bootId !== undefined && last?.id !== bootId && on.length === 0) {
      await store.commit({ writes: [observations.#rememberBoot(bootId)] });
    }
    return observations;
  }

  async of(instanceId: number): Promise<InstanceObservation | undefined> {
    return (await this.#context.store.get(keys.observedInstance(instanceId)))?.value;
  }

  /** `undefined`: nobody wants anything of it, and nothing is left of it. */
  write(instanceId: number, found: InstanceObservation | undefined): Promise<void> {
    const last = this.#turns.get(instanceId) ?? Promise.resolve();
    const turn = last.then(() => this.#write(instanceId, found));
    const ended: Promise<unknown> = turn
      .catch(() => {})
      .finally(() => {
        if (this.#turns.get(instanceId) === ended) this.#turns.delete(instanceId);
      });
    this.#turns.set(instanceId, ended);
    return turn;
  }

  async #write(instanceId: number, found: InstanceObservation | undefined): Promise<void> {
    const { store, refusedIntents, slots } = this.#context;
    const key = keys.observedInstance(instanceId);
    const observation = refusedIntents.observed(instanceId, found);
    // Where nobody knows what is wanted, the guest may still run: what it has stays its own.
    if (!found && !refusedIntents.isUnclear(instanceId)) await slots.release(instanceId);
    const before = await this.of(instanceId);
    if (observation ? observation !== found && isDeepStrictEqual(before, observation) : !before) return;
    const writes: Write[] = observation
      ? [put(key, observation), ...(await this.#happened(instanceId, before, observation))]
      : [key, keys.history(instanceId)].map((gone) => ({ op: 'delete', key: gone }));
    await store.commit({ writes });
    const { bootId } = this.#context;
    // Once all that were on before were looked at, an end is an end again, for the next life too.
    if (this.#fromBefore.delete(instanceId) && this.#fromBefore.size === 0 && bootId !== undefined) {
      await store.commit({ writes: [this.#rememberBoot(bootId)] });
    }
  }

  async #happened(
    instanceId: number,
    before: InstanceObservation | undefined,
    after: InstanceObservation,
  ): Promise<Write[]> {
    const { store, clock } = this.#context;
    const key = keys.history(instanceId);
    const kept = (await store.get(key))?.value ?? { instanceId, happenings: [] };
    const intent = (await store.get(keys.intent(instanceId)))?.value;
    const hostRestarted = this.#fromBefore.has(instanceId);
    const at = clock.now().toISOString();
    const happened = happenedOnHost({ before, after, intent, known: kept.happenings, at, hostRestarted });
    if (happened.length === 0) return [];
    const added = await Promise.all(happened.map((one) => this.#withLog(one, intent)));
    return [put(key, withHappenings(kept, added, this.#bounds))];
  }

  /** What a guest printed last before it ended by itself: after the next start nobody finds it again. */
  async #withLog(happened: HappeningDraft, intent: HostIntent | undefined): Promise<HappeningDraft> {
    if (intent === undefined || (happened.what !== 'crashed' && happened.what !== 'ended')) return happened;
    const { drivers, log } = this.#context;
    const { instanceId, kind } = intent;
    const reading = computeFor(drivers, kind).consoleLog(instanceId, logBytes);
    const waiting = new AbortController();
    const late = setTimeout(logMs, undefined, { signal: waiting.signal }).then(() => Promise.reject(new Error('late')));
    const printed = await Promise.race([reading, late])
      .catch((error: unknown) => {
        log.warn({ instanceId, error: String(error) }, 'what a guest printed last could not be read');
        return '';
      })
      .finally(() => waiting.abort());
    late.catch(() => {});
    const text = plainText(printed).trim().slice(-mostOfLog);
    return text === '' ? happened : { ...happened, log: text };
  }

  #rememberBoot(id: string): Write {
    return put(keys.boot, { id });
  }
}
