/**
 * The images on this host, in each of its storages: brought when a disk needs them, checked, and taken away when nobody
 * has a use for them. What is there is read from the storages; what is told of them is memory, and read anew by the next
 * life.
 */
import { defaultStorageDriver, type HostIntent } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { type HostDrivers, storageFor } from '../drivers/host-drivers.ts';
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

export class HostImages {
  readonly #context: HostImagesContext;
  readonly #fetchers: ReadonlyMap<string, ImageFetcher>;
  readonly #problems = new Map<string, readonly string[]>();
  readonly #sweeps = new Map<string, ImageSweep>();

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

  /** Names of the storages. */
  get storages(): string[] {
    return [...this.#fetchers.keys()];
  }

  async check(name: string): Promise<void> {
    this.#problems.set(name, await storageFor(this.#context.drivers, name).checkImages());
  }

  /** Removes what was without use at every look for `graceMs`. */
  async sweep(name: string, graceMs: number): Promise<void> {
    let sweep = this.#sweeps.get(name);
    if (sweep === undefined) {
      const { drivers, upward, intents, clock, log } = this.#context;
      const [storage, intended] = [storageFor(drivers, name), () => digestsOf(intents(), name)];
      sweep = new ImageSweep({ storage, images: this.of(name), upward, intended, clock, log }, graceMs);
      this.#sweeps.set(name, sweep);
    }
    await sweep.run();
  }
}

const digestsOf = (intents: readonly HostIntent[], storage: string): Set<string> =>
  new Set(
    intents.flatMap(({ disks, cdrom }) =>
      [...disks, ...(cdrom === undefined ? [] : [cdrom])]
        .filter(({ driver = defaultStorageDriver }) => driver === storage)
        .map(({ imageDigest }) => imageDigest),
    ),
  );
