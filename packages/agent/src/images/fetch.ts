import { imageLocate, imageRead } from '@skerry/contract';
import type { StorageDriver } from '@skerry/driver-contract';
import type { Session } from '@skerry/link';

/** Finding an image may make the cluster fetch it first: as long as that may take. */
const locateDeadlineMs = 30 * 60_000;

/** Brings images to this host, each once, however many instances wait for it. */
export class ImageFetcher {
  private readonly storage: StorageDriver;
  private readonly upward: Session;
  private readonly running = new Map<
    string,
    { readonly done: Promise<void>; readonly listeners: Set<(f: number) => void> }
  >();

  constructor(storage: StorageDriver, upward: Session) {
    this.storage = storage;
    this.upward = upward;
  }

  async ensure(digest: string, onProgress: (fraction: number) => void): Promise<void> {
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

  private async fetch(digest: string, onProgress: (fraction: number) => void): Promise<void> {
    const reply = await this.upward.request(
      imageLocate.method,
      { digest },
      { deadlineMs: locateDeadlineMs, whenCut: 'fail' },
    );
    const { path, fileBytes } = imageLocate.reply.parse(reply);
    if (path !== null) {
      const adopted = await this.storage.adoptImage(digest, path).then(
        () => true,
        () => false,
      );
      if (adopted) return;
    }
    const stream = this.upward.openStream(imageRead.method, { digest, offset: 0 });
    stream.end();
    await this.storage.receiveImage(digest, stream, (bytes) => onProgress(Math.min(1, bytes / Math.max(1, fileBytes))));
  }
}
