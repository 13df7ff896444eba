/**
 * All that an agent keeps as it is wanted, by name: what wakes it, how often it runs anyway, its work. Each reads all it
 * needs and may run at any time. Guests have an actor each, which these only wake.
 */
import { type Clock, type Log, Reconciler, type ReconcilerStatus } from '@skerry/kit';
import { agentError } from '../errors.ts';
import type { HostGuests } from '../guests/host-guests.ts';
import type { HostImages } from '../images/host-images.ts';
import type { HostNetworks } from '../networks/host-networks.ts';

export interface ReconcilersContext {
  readonly networks: Pick<HostNetworks, 'isDue' | 'reconcile' | 'disturbed' | 'problems'>;
  /** Writes what this host is and can, where that has changed. */
  readonly report: () => Promise<void>;
  /** What could not run may run by now. */
  readonly probeAgain: () => void;
  readonly guests: Pick<HostGuests, 'look' | 'wakeAll'>;
  readonly images: Pick<HostImages, 'storages' | 'check' | 'sweep'>;
  /** An image stays so long without use, milliseconds: one that is deleted and made again is not fetched twice. */
  readonly imageGraceMs: number;
  readonly sample: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Networks, runtimes and free space. */
const reportEveryMs = 30_000;
/** Guests are compared with the drivers' lists this often even if nothing was heard: events are hints. */
const lookEveryMs = 5000;
/** Every guest is looked at with its disks, ports and context. More often: a busy host reads thousands of files. */
const wholeLookEveryMs = 60_000;
const imagesEveryMs = 60_000;
/** Shorter costs processor time on every host; longer hides what people look for. */
const sampleEveryMs = 10_000;

const all = ['all'] as const;
const nothingMore = (work: () => unknown) => async (): Promise<boolean> => {
  await work();
  return false;
};

export function openReconcilers(context: ReconcilersContext) {
  const { networks, report, guests, images, imageGraceMs, clock, log } = context;
  const parts = { clock, log };
  const ofImages = { everyMs: Math.min(imagesEveryMs, imageGraceMs), every: () => images.storages };
  return {
    host: new Reconciler<'all'>(
      {
        name: 'host',
        wakesOn: 'a change of its networks, or of what was built for them',
        everyMs: reportEveryMs,
        every() {
          context.probeAgain();
          networks.disturbed();
          return all;
        },
        async work() {
          if (networks.isDue) await networks.reconcile();
          await report();
          // Tried again after a back-off, and told by its first sentence.
          if (networks.isDue) throw agentError('networks-unbuilt', networks.problems[0] ?? 'A network is not built.');
          return false;
        },
      },
      parts,
    ),
    guests: new Reconciler<'all'>(
      {
        name: 'guests',
        wakesOn: 'nothing but the time: whose state is another than its driver tells',
        everyMs: lookEveryMs,
        every: () => all,
        work: nothingMore(() => guests.look()),
      },
      parts,
    ),
    wholeGuests: new Reconciler<'all'>(
      {
        name: 'guests, whole',
        wakesOn: 'nothing but the time: each with its disks and ports',
        everyMs: wholeLookEveryMs,
        every: () => all,
        work: nothingMore(() => guests.wakeAll()),
      },
      parts,
    ),
    imageChecks: new Reconciler<string>(
      {
        name: 'image checks',
        wakesOn: 'the start: whether images are still what they were',
        ...ofImages,
        work: (storage) => nothingMore(() => images.check(storage))(),
      },
      parts,
    ),
    imageSweep: new Reconciler<string>(
      {
        name: 'image sweep',
        wakesOn: 'nothing but the time: images that nobody uses',
        ...ofImages,
        work: (storage) => nothingMore(() => images.sweep(storage, imageGraceMs))(),
      },
      parts,
    ),
    samples: new Reconciler<'all'>(
      {
        name: 'samples',
        wakesOn: 'nothing but the time',
        everyMs: sampleEveryMs,
        every: () => all,
        work: nothingMore(context.sample),
      },
      parts,
    ),
  };
}

export const statusesOf = (table: ReturnType<typeof openReconcilers>): ReconcilerStatus[] =>
  Object.values(table).map(({ status }) => status);
