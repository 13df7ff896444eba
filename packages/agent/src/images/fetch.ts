import { imageLocate, imageRead } from '@skerry/contract';
import type { StorageDriver } from '@skerry/driver-contract';
import { Holds } from '@skerry/kit';
import { ask, openStream, type Session } from '@skerry/link';

/** Finding an image may make the cluster fetch it first: as long as that may take. */
const locateDeadlineMs = 30 * 60_000;

/**
 * Brings images to this host, each once, however many instances wait for it, and takes them away again; never one that
 * a disk is being made of just now.
 */
export class ImageFetcher {
  private readonly storage: StorageDriver;
  private readonly upward: Session;
  private readonly running = new Map<
    string,
    { readonly done: Promise<void>; readonly listeners: Set<(f: number) => void> }
  >();

  /** Images that disks are being made of now. */
  private readonly makers = new Holds();

  constructor(storage: StorageDriver, upward: Session) {
    this.storage = storage;
    this.upward = upward;
  }

  async ensure(digest: string, onProgress: (fraction: number) => void): Promise<void> {
    if (await this.makers.during([digest], () => this.storage.hasImage(digest))) return;
    const running = this.running.get(digest);
    if (running) {
      running.listeners.add(onProgress);
      return running.done;
    }
    const listeners = new Set([onProgress]);
    const done = this.fetch(digest, (fraction) => {
      for (const listener of listeners) listener(fraction);
    }).finally(() => this.running.delete(digest));
    this.running.set(digest, { done, listeners });
    return done;
  }

  /** Makes disks of these images: none of them is removed meanwhile. */
  hold<T>(digests: readonly string[], work: () => Promise<T>): Promise<T> {
    return this.makers.during(digests, work);
  }

  /** False when it was left alone: it is being fetched or used just now, or `isWanted` after all. */
  remove(digest: string, isWanted: () => boolean): Promise<boolean> {
    return this.makers.remove(
      digest,
      () => this.storage.removeImage(digest),
      () => this.running.has(digest) || isWanted(),
    );
  }

  private async fetch(digest: string, onProgress: (fraction: number) => void): Promise<void> {
    const options = { deadlineMs: locateDeadlineMs, whenCut: 'fail' } as const;
    const { path, fileBytes } = await ask(this.upward, imageLocate, { digest }, options);
    if (path !== null) {
      const adopted = await this.storage.adoptImage(digest, path).then(
        () => true,
        () => false,
      );
      if (adopted) return;
    }
    const stream = openStream(this.upward, imageRead, { digest, offset: 0 });
    stream.end();
    await this.storage.receiveImage(digest, stream, (bytes) => onProgress(Math.min(1, bytes / Math.max(1, fileBytes))));
  }
}
