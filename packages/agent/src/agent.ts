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
  unreadableSentence,
} from '@skerry/domain';
import { hostReconcilers, recordsEdition, type Refusal } from '@skerry/contract';
import type { GuestSample } from '@skerry/driver-contract';
import { acceptFeeds, FirstReading, produceFeed, recordArea, storeConsumer } from '@skerry/feed';
import { type Clock, type Log, type OnClose, openAll, type ReconcilerStatus } from '@skerry/kit';
import { answering, RefusalCounter, type Session, together } from '@skerry/link';
import { createMirror, type Mirror, type Prefix, put, type Store } from '@skerry/store';
import { todayIn } from '@skerry/store/layout/readings';
import { isDeepStrictEqual } from 'node:util';
import { AgentConsoles } from './consoles/agent-consoles.ts';
import { boundedDrivers, defaultDeadlines, type DriverDeadlines } from './drivers/bounded-drivers.ts';
import { computeDrivers, type HostDrivers } from './drivers/host-drivers.ts';
import { GuestSlots } from './guests/guest-slots.ts';
import { closeGuestDirectories } from './guests/guest-directories.ts';
import type { Remembered } from './guests/guests-to-look-at.ts';
import { HostGuests } from './guests/host-guests.ts';
import { Observations } from './guests/observations.ts';
import { HostImages } from './images/host-images.ts';
import { acceptIntent } from './intents/accept-intent.ts';
import { RefusedIntents } from './intents/refused-intents.ts';
import { idOf, keys } from './keys.ts';
import { HostNetworks } from './networks/host-networks.ts';
import { type HostOffer, hostReport } from './report/host-report.ts';
import { ownStore } from './own-store.ts';
import { ParentRefusal } from './report/parent-refusal.ts';
import { sample } from './report/sampler.ts';
import { openReconcilers, statusesOf } from './reconcilers/table.ts';

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

/** An image stays so long without use, unless told. */
const usualImageGraceMs = 10 * 60_000;

export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { close } = await openAll(async (onClose) => {
    onClose(() => Promise.all(computeDrivers(options.drivers).map((driver) => driver.close())));
    await openAgent(options, onClose);
  });
  return { close };
}

async function openAgent(given: AgentOptions, onClose: OnClose): Promise<void> {
  const options = { ...given, drivers: boundedDrivers(given.drivers, given.driverDeadlines ?? defaultDeadlines) };
  const { store, drivers, upward, dataDirectory, clock, log } = options;
  const compute = computeDrivers(drivers);
  await ownStore(store, given.hostId, dataDirectory);
  const reading = await FirstReading.begin(store, readableAreas, { clock, log, today: todayIn('agent') });
  const mirror = createMirror(store, '/', { firstReading: (entries) => reading.take(entries) });
  onClose(() => mirror.close());
  const refusedIntents = new RefusedIntents(mirror, clock);
  const refusal = new ParentRefusal({ store, mirror, upward, dataDirectory, clock, log });
  onClose(() => refusal.close());
  const intentOf = async (id: number) => {
    await mirror.ready;
    return refusal.wanted((await store.get(keys.intent(id)))?.value);
  };
  const refused = new RefusalCounter({ clock, log: log.child({ from: 'cluster' }) });
  // The cluster may ask as soon as the link is up.
  const onRefused = (refusal: Refusal) => refused.note(refusal);
  const opened = Promise.withResolvers<() => ReconcilerStatus[]>();
  opened.promise.catch(() => {});
  onClose(() => opened.reject(new Error('the agent was closed')));
  upward.handle(
    together(
      new AgentConsoles({ drivers, upward, log, intentOf }).handlers(onRefused),
      answering(onRefused).request(hostReconcilers, async () => ({ reconcilers: (await opened.promise)() })),
    ),
  );
  await mirror.ready;
  await closeGuestDirectories(dataDirectory);
  const all = <T>(prefix: Prefix<T>) => [...mirror.entries(prefix)].map(({ value }) => value);
  const intents = () => all<HostIntent>(keys.intentInstances);
  const images = new HostImages({ drivers, upward, intents, clock, log });
  const wanted = () => all<HostNetwork>(keys.intentNetworks);
  const networks = new HostNetworks({ drivers, wanted, refusedIntents, log });
  const slots = new GuestSlots(store, compute);
  let runtimes: HostRuntime[] | undefined;

  const characters = (options.limits ?? defaultLimits)['history-characters-host'];
  const observed = { store, mirror, refusedIntents, slots, drivers, bootId: options.bootId, characters, clock, log };
  const observations = await Observations.open(observed);
  const guests = new HostGuests({
    drivers,
    dataDirectory,
    images,
    slots,
    clock,
    log,
    intentOf,
    observationOf: (id: number) => observations.of(id),
    observe: (id: number, found: InstanceObservation | undefined) => observations.write(id, found),
    remembered: () => remembered(mirror, refusal),
    held: () => [keys.guestSlots, keys.refusedInstances].flatMap((prefix) => idsBelow(mirror, prefix)),
  });
  onClose(() => guests.close());

  const report = async () => {
    runtimes ??= await Promise.all(compute.map((driver) => driver.probe()));
    const unavailable = runtimes.filter((r) => !r.available).map((r) => r.reason);
    const lasting = [...unreadableProblem(reading.kept), ...networks.problems, ...images.problems];
    const problems = [...lasting, ...unavailable];
    const next = await hostReport(drivers, runtimes, { problems, unbuilt: networks.unbuilt }, options);
    if (isDeepStrictEqual(mirror.get(keys.report)?.value, next)) return;
    await store.commit({ writes: [put(keys.report, next)] });
  };
  const table = openReconcilers({
    networks,
    report,
    probeAgain() {
      if (runtimes?.some((r) => !r.available)) runtimes = undefined;
    },
    guests,
    images,
    imageGraceMs: options.imageGraceMs ?? usualImageGraceMs,
    sample: () => sample({ ...options, compute }),
    clock,
    log,
  });
  onClose(() => Promise.all(Object.values(table).map((reconciler) => reconciler.close())));
  opened.resolve(() => statusesOf(table));
  const reconcileHost = () => {
    networks.disturbed();
    table.host.wake('all');
  };

  const tellRefused = async (id: number) => {
    await observations.write(id, mirror.get(keys.observedInstance(id))?.value);
    guests.wake(id);
  };
  const react = (key: string) => {
    if (key.startsWith(keys.intentInstances)) guests.wake(idOf(key));
    else if (key.startsWith(keys.refusedInstances)) {
      tellRefused(idOf(key)).catch((error: unknown) =>
        log.warn({ key, error: String(error) }, 'a refusal was not told'),
      );
    } else if (key === keys.declaredLost) guests.wakeAll();
    else if (key.startsWith(keys.intentNetworks) || key.startsWith(keys.refusedNetworks)) reconcileHost();
  };
  onClose(
    mirror.on(({ changes }) => {
      // One that fails must not keep the others from being seen.
      for (const change of changes) {
        const key = change.type === 'put' ? change.entry.key : change.key;
        try {
          react(key);
        } catch (error) {
          log.error({ key, error: String(error) }, 'a change could not be looked at');
        }
      }
    }),
  );

  acceptFeeds(upward, {
    intents: storeConsumer({
      store,
      cursorKey: keys.intentsCursor,
      targetPrefix: keys.intents,
      edition: recordsEdition,
      accept: acceptIntent,
      onRefused(change, refusal) {
        refused.note(refusal);
        refusedIntents.note(change, refusal);
      },
      also: () => (taken) => refusedIntents.writes(taken),
    }),
  });
  const stop = new AbortController();
  onClose(() => stop.abort());
  void produceFeed({ session: upward, store, feed: 'observations', prefix: keys.observed, signal: stop.signal, log });

  // After a reboot of the host the networks must be there before the guests.
  await networks
    .reconcile()
    .catch((error: unknown) => log.error({ error: String(error) }, 'networks could not be built'));
  for (const { watch } of Object.values(drivers.network)) if (watch) onClose(watch.onDisturbed(reconcileHost));
  onClose(guests.watch());
  table.host.wake('all', 'start');
  for (const storage of images.storages) table.imageChecks.wake(storage, 'start');
}

/** What this process and earlier ones of it wrote down here. */
const readableAreas = [
  recordArea('intents', keys.intents, { cursorOf: () => keys.intentsCursor }),
  recordArea('observations', keys.observed),
];

const unreadableProblem = (records: number): string[] =>
  records === 0 ? [] : [unreadableSentence(records, 'this host')];

const idsBelow = (mirror: Mirror, prefix: string): number[] => mirror.entries(prefix).map(({ key }) => idOf(key));

/** All guests that are wanted here, or were seen. */
function remembered(mirror: Mirror, refusal: ParentRefusal): Remembered[] {
  const ids = new Set([keys.intentInstances, keys.observedInstances].flatMap((prefix) => idsBelow(mirror, prefix)));
  return [...ids].map((instanceId) => ({
    instanceId,
    intent: refusal.wanted(mirror.get(keys.intent(instanceId))?.value),
    observation: mirror.get(keys.observedInstance(instanceId))?.value,
  }));
}
