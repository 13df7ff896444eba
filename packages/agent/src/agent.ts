/**
 * The agent of one host. It owns what really runs here. Its store holds the intents it was told, so that after a
 * reboot it brings the guests back with nobody to ask; the guests themselves never depend on this process.
 */
import {
  defaultLimits,
  type HostIntent,
  type HostMachine,
  type HostNetwork,
  type HostRuntime,
  type InstanceObservation,
  type Limits,
  type UnbuiltNetwork,
  unreadableSentence,
} from '@skerry/domain';
import { acceptRecord, recordsEdition } from '@skerry/contract';
import type { GuestSample } from '@skerry/driver-contract';
import { acceptFeeds, FirstReading, produceFeed, recordArea, storeConsumer } from '@skerry/feed';
import type { Clock, Log } from '@skerry/kit';
import { RefusalCounter, type Session } from '@skerry/link';
import { createMirror, type Json, type Mirror, type Store } from '@skerry/store';
import { isDeepStrictEqual } from 'node:util';
import { AgentConsoles } from './consoles/agent-consoles.ts';
import { boundedDrivers, defaultDeadlines, type DriverDeadlines } from './drivers/bounded-drivers.ts';
import { GuestActor } from './guests/guest-actor.ts';
import { GuestSlots } from './guests/guest-slots.ts';
import { closeGuestDirectories } from './guests/guest-directories.ts';
import { guestsToLookAt } from './guests/guests-to-look-at.ts';
import type { HostDrivers } from './guests/host.ts';
import { Observations } from './guests/observations.ts';
import { RetryPace } from './guests/retry.ts';
import { ImageFetcher } from './images/fetch.ts';
import { ImageSweep } from './images/sweep.ts';
import { RefusedIntents } from './intents/refused-intents.ts';
import { idOf, keys } from './keys.ts';
import { reconcileNetworks } from './networks/reconcile-networks.ts';
import { hostLoop } from './report/host-loop.ts';
import { type HostOffer, hostReport } from './report/host-report.ts';
import { ownStore } from './own-store.ts';
import { ParentRefusal } from './report/parent-refusal.ts';
import { startSampler } from './report/sampler.ts';
import { serial } from './serial.ts';

export interface AgentOptions {
  readonly hostId: number;
  readonly store: Store;
  readonly dataDirectory: string;
  readonly drivers: HostDrivers;
  /** When a driver is given up that hangs; 2 to 45 minutes unless given. */
  readonly driverDeadlines?: DriverDeadlines;
  readonly upward: Session;
  /** How long an image stays without use, milliseconds, after the catalogue has dropped it; 10 minutes unless given. */
  readonly imageGraceMs?: number;
  /** Another one after each start of the host: ends of guests that it took with it are told apart by it. */
  readonly bootId?: string;
  /** What the machine is made of; absent: it is not told. */
  readonly machineFacts?: () => HostMachine;
  readonly hostCounters: () => Promise<GuestSample | undefined>;
  /** What this host offers, where that is not what it has. */
  readonly offer?: HostOffer;
  /** Unless given, the defaults. */
  readonly limits?: Limits;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Agent {
  /** Stops looking after the guests, which go on. */
  close(): Promise<void>;
}

/** Guests are compared with the drivers' lists this often even if nothing was heard: events are hints. */
const lookEveryMs = 5000;
/** Every guest is looked at with its disks, ports and context. More often: a busy host reads thousands of files. */
const wholeLookEveryMs = 60_000;
/** An image stays so long without use: one that is deleted and made again is not fetched twice. */
const defaultImageGraceMs = 10 * 60_000;
const sweepEveryMs = 60_000;
/** Networks, runtimes and free space. */
const reportEveryMs = 30_000;

export async function createAgent(given: AgentOptions): Promise<Agent> {
  const options = { ...given, drivers: boundedDrivers(given.drivers, given.driverDeadlines ?? defaultDeadlines) };
  const { store, drivers, upward, dataDirectory, clock, log } = options;
  await ownStore(store, given.hostId, dataDirectory);
  const reading = await FirstReading.begin(store, readableAreas, { clock, log });
  const mirror = createMirror(store, '/', { firstReading: (entries) => reading.take(entries) });
  const refusedIntents = new RefusedIntents(mirror, clock);
  const refusal = new ParentRefusal({ store, mirror, upward, dataDirectory, clock, log });
  const intentOf = async (id: number) => {
    await mirror.ready;
    return refusal.wanted((await store.get(keys.intent(id)))?.value as unknown as HostIntent | undefined);
  };
  const refused = new RefusalCounter({ clock, log: log.child({ from: 'cluster' }) });
  // The cluster may ask as soon as the link is up.
  upward.handle(new AgentConsoles({ drivers, upward, log, intentOf }).handlers((refusal) => refused.note(refusal)));
  await mirror.ready;
  await closeGuestDirectories(dataDirectory);
  const actors = new Map<number, GuestActor>();
  const images = new ImageFetcher(drivers.storage, upward);
  const slots = new GuestSlots(store, drivers.compute);
  let networkProblems: string[] = [];
  let unbuilt: readonly UnbuiltNetwork[] = [];
  let imageProblems: readonly string[] = [];
  let networksDue = true;
  let runtimes: HostRuntime[] | undefined;
  let closed = false;

  const characters = (options.limits ?? defaultLimits)['history-characters-host'];
  const observed = { store, mirror, refusedIntents, slots, drivers, bootId: options.bootId, characters, clock, log };
  const observations = await Observations.open(observed);
  const context = {
    drivers,
    dataDirectory,
    images,
    slots,
    pace: new RetryPace(),
    clock,
    log,
    intentOf,
    observationOf: (id: number) => observations.of(id),
    observe: (id: number, found: InstanceObservation | undefined) => observations.write(id, found),
    forget: (id: number) => void actors.delete(id),
  };
  const wake = (instanceId: number) => {
    if (closed) return;
    let actor = actors.get(instanceId);
    if (!actor) {
      actor = new GuestActor(context, instanceId);
      actors.set(instanceId, actor);
    }
    actor.wake();
  };
  const wakeAll = () => {
    const known = [keys.intentInstances, keys.observedInstances, keys.guestSlots, keys.refusedInstances];
    for (const prefix of known) {
      for (const { key } of mirror.entries(prefix)) wake(idOf(key));
    }
  };

  const look = serial(async () => {
    const ids = [keys.intentInstances, keys.observedInstances].flatMap((prefix) =>
      mirror.entries(prefix).map(({ key }) => idOf(key)),
    );
    const remembered = [...new Set(ids)].map((instanceId) => ({
      instanceId,
      intent: refusal.wanted(mirror.get(keys.intent(instanceId))?.value as unknown as HostIntent | undefined),
      observation: mirror.get(keys.observedInstance(instanceId))?.value as unknown as InstanceObservation | undefined,
    }));
    if (remembered.length > 0) (await guestsToLookAt(drivers.compute, remembered)).forEach(wake);
  });

  const networkLoop = serial(async () => {
    // Before the look at what is wanted: what changes after it is due again.
    networksDue = false;
    try {
      const wanted = [...mirror.entries(keys.intentNetworks)].map((e) => e.value as unknown as HostNetwork);
      const outcome = await reconcileNetworks(drivers.network, wanted, log, refusedIntents.unclearNetworks());
      unbuilt = outcome.unbuilt;
      networkProblems = [
        ...outcome.problems,
        ...refusedIntents.problems(),
        ...((await drivers.network.problems?.()) ?? []),
      ];
      networksDue ||= outcome.problems.length > 0;
    } catch (error) {
      networksDue = true;
      throw error;
    }
  });
  const report = async () => {
    runtimes ??= await Promise.all(drivers.compute.map((driver) => driver.probe()));
    const unavailable = runtimes.filter((r) => !r.available).map((r) => r.reason);
    const lasting = [...unreadableProblem(reading.kept), ...networkProblems, ...imageProblems];
    const next = await hostReport(drivers, runtimes, { problems: [...lasting, ...unavailable], unbuilt }, options);
    if (isDeepStrictEqual(mirror.get(keys.report)?.value, next)) return;
    await store.commit({ writes: [{ op: 'put', key: keys.report, value: next as unknown as Json }] });
  };
  const ownLoop = hostLoop(async () => {
    if (networksDue) await networkLoop();
    await report();
    return !networksDue;
  }, log);
  const reconcileHost = () => {
    networksDue = true;
    ownLoop.wake();
  };

  const tellRefused = async (id: number) => {
    await context.observe(
      id,
      mirror.get(keys.observedInstance(id))?.value as unknown as InstanceObservation | undefined,
    );
    wake(id);
  };
  const react = (key: string) => {
    if (key.startsWith(keys.intentInstances)) wake(idOf(key));
    else if (key.startsWith(keys.refusedInstances)) {
      tellRefused(idOf(key)).catch((error: unknown) =>
        log.warn({ key, error: String(error) }, 'a refusal was not told'),
      );
    } else if (key === keys.declaredLost) wakeAll();
    else if (key.startsWith(keys.intentNetworks) || key.startsWith(keys.refusedNetworks)) reconcileHost();
  };
  const unsubscribe = mirror.on(({ changes }) => {
    // One that fails must not keep the others from being seen.
    for (const change of changes) {
      const key = change.type === 'put' ? change.entry.key : change.key;
      try {
        react(key);
      } catch (error) {
        log.error({ key, error: String(error) }, 'a change could not be looked at');
      }
    }
  });

  acceptFeeds(upward, {
    intents: storeConsumer({
      store,
      cursorKey: keys.intentsCursor,
      targetPrefix: keys.intents,
      edition: recordsEdition,
      accept: (change) => acceptRecord('intents', change),
      onRefused(change, refusal) {
        refused.note(refusal);
        refusedIntents.note(change, refusal);
      },
      also: (taken) => refusedIntents.writes(taken),
    }),
  });
  const stop = new AbortController();
  void produceFeed({ session: upward, store, feed: 'observations', prefix: keys.observed, signal: stop.signal, log });

  // After a reboot of the host the networks must be there before the guests.
  await networkLoop().catch((error: unknown) => log.error({ error: String(error) }, 'networks could not be built'));
  const unwatch = drivers.compute.map((driver) => driver.onChange(wake));
  const unlisten = drivers.network.onDisturbed?.(reconcileHost);
  wakeAll();
  ownLoop.wake();
  const imageSweep = new ImageSweep(
    { storage: drivers.storage, images, upward, intended: () => imagesIntended(mirror), clock, log },
    options.imageGraceMs ?? defaultImageGraceMs,
  );
  const sweepImages = serial(() => imageSweep.run());
  const checkImages = serial(async () => {
    imageProblems = await drivers.storage.checkImages();
  });
  const warn = (what: string) => (error: unknown) => log.warn({ error: String(error) }, what);
  void checkImages().catch(warn('images could not be checked'));
  const timers = [
    setInterval(
      () => {
        checkImages().catch(warn('images could not be checked'));
        sweepImages().catch(warn('unused images could not be removed'));
      },
      Math.min(sweepEveryMs, options.imageGraceMs ?? sweepEveryMs),
    ),
    setInterval(() => {
      look().catch((error: unknown) => log.error({ error: String(error) }, 'guests could not be listed'));
    }, lookEveryMs),
    setInterval(wakeAll, wholeLookEveryMs),
    setInterval(() => {
      if (runtimes?.some((r) => !r.available)) runtimes = undefined;
      reconcileHost();
    }, reportEveryMs),
  ];
  const stopSampler = startSampler({ ...options, compute: drivers.compute });

  return {
    async close() {
      closed = true;
      refusal.close();
      stop.abort();
      timers.forEach(clearInterval);
      stopSampler();
      unsubscribe();
      unwatch.forEach((off) => off());
      unlisten?.();
      await Promise.all([...actors.values()].map((actor) => actor.close()));
      await ownLoop.close();
      await Promise.all(drivers.compute.map((driver) => driver.close()));
      await mirror.close();
    },
  };
}

/** What this process and earlier ones of it wrote down here. */
const readableAreas = [
  recordArea('intents', keys.intents, { cursorOf: () => keys.intentsCursor }),
  recordArea('observations', keys.observed),
];

const unreadableProblem = (records: number): string[] =>
  records === 0 ? [] : [unreadableSentence(records, 'this host')];

function imagesIntended(mirror: Mirror): Set<string> {
  const intents = mirror.entries<HostIntent>(keys.intentInstances);
  return new Set(intents.flatMap(({ value }) => value.disks.map((disk) => disk.imageDigest)));
}
