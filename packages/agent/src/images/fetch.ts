import { imageLocate, imageRead } from '@skerry/contract';
import type { StorageDriver } from '@skerry/driver-contract';
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

  /** Disks being made now, by the image they build on. */
  private readonly makers = new Map<string, number>();
  private readonly removing = new Map<string, Promise<void>>();

  constructor(storage: StorageDriver, upward: Session) {
    this.storage = storage;
    this.upward = upward;
  }

  async ensure(digest: string, onProgress: (fraction: number) => void): Promise<void> {
    await this.removals([digest]);
    if (await this.storage.hasImage(digest)) return;
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
  async hold<T>(digests: readonly string[], work: () => Promise<T>): Promise<T> {
    await this.removals(digests);
    for (const digest of digests) this.makers.set(digest, (this.makers.get(digest) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const digest of digests) {
        const left = (this.makers.get(digest) ?? 1) - 1;
        if (left > 0) this.makers.set(digest, left);
        else this.makers.delete(digest);
      }
    }
  }

  /** False when it was left alone: it is being fetched or used just now, or `isWanted` after all. */
  async remove(digest: string, isWanted: () => boolean): Promise<boolean> {
    // All of this at once, without a wait: nobody can begin to use it in between.
    if (this.running.has(digest) || this.makers.has(digest) || this.removing.has(digest) || isWanted()) return false;
    const removal = this.storage.removeImage(digest).finally(() => this.removing.delete(digest));
    this.removing.set(digest, removal);
    await removal;
    return true;
  }

  private async removals(digests: readonly string[]): Promise<void> {
    for (;;) {
      const under = digests.flatMap((digest) => this.removing.get(digest) ?? []);
      if (under.length === 0) return;
      await Promise.allSettled(under);
    }
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
