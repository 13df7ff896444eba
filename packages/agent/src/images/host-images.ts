/**
 * The images on this host, in each of its storages: brought when a disk needs them, checked, and taken away when nobody
 * has a use for them. What is there is read from the storages; what is told of them is memory, and read anew by the next
 * life.
 */
import { defaultStorageDriver, type HostIntent } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { type HostDrivers, storageFor } from '../drivers/host-drivers.ts';
import { serial } from '../serial.ts';
import { ImageFetcher } from './fetch.ts';
import { ImageSweep } from './sweep.ts';

export interface HostImagesContext {
  readonly drivers: Pick<HostDrivers, 'storage'>;
  readonly upward: Session;
  /** What shall run here, now. */
  readonly intents: () => readonly HostIntent[];
  readonly clock: Clock;
  readonly log: Log;
}

/** An image stays so long without use: one that is deleted and made again is not fetched twice. */
const defaultGraceMs = 10 * 60_000;
const sweepEveryMs = 60_000;

export class HostImages {
  readonly #context: HostImagesContext;
  readonly #fetchers: ReadonlyMap<string, ImageFetcher>;
  readonly #problems = new Map<string, readonly string[]>();

  constructor(context: HostImagesContext) {
    this.#context = context;
    const all = Object.entries(context.drivers.storage);
    this.#fetchers = new Map(all.map(([name, storage]) => [name, new ImageFetcher(storage, context.upward)]));
  }

  /** Of the storage of this name; absent: the default. */
  of(name: string = defaultStorageDriver): ImageFetcher {
    const fetcher = this.#fetchers.get(name);
    // Says what is missing.
    if (!fetcher) storageFor(this.#context.drivers, name);
    return fetcher as ImageFetcher;
  }

  /** Sentences for an administrator. */
  get problems(): string[] {
    return [...this.#problems.values()].flat();
  }

  /** Checks at once, then checks and sweeps now and then. Returns how to stop. */
  start(graceMs: number = defaultGraceMs): () => void {
    const { drivers, upward, intents, clock, log } = this.#context;
    const warn = (what: string) => (error: unknown) => log.warn({ error: String(error) }, what);
    const each = Object.entries(drivers.storage).map(([name, storage]) => {
      const intended = () => digestsOf(intents(), name);
      const sweep = new ImageSweep({ storage, images: this.of(name), upward, intended, clock, log }, graceMs);
      const check = serial(async () => void this.#problems.set(name, await storage.checkImages()));
      return { sweep: serial(() => sweep.run()), check };
    });
    const checkAll = () => each.forEach(({ check }) => void check().catch(warn('images could not be checked')));
    checkAll();
    const everyMs = Math.min(sweepEveryMs, graceMs);
    const timer = setInterval(() => {
      checkAll();
      each.forEach(({ sweep }) => void sweep().catch(warn('unused images could not be removed')));
    }, everyMs);
    return () => clearInterval(timer);
  }
}

const digestsOf = (intents: readonly HostIntent[], storage: string): Set<string> =>
  new Set(
    intents.flatMap(({ disks }) =>
      disks.filter(({ driver = defaultStorageDriver }) => driver === storage).map(({ imageDigest }) => imageDigest),
    ),
  );
