/**
 * Removes images from this host when nobody has a use for them: no intent names them, no disk builds on them, and the
 * cluster says that its catalogue has dropped them. While the cluster cannot be asked, nothing goes.
 */
import { imagesWanted } from '@skerry/contract';
import type { StorageDriver } from '@skerry/driver-contract';
import { type Clock, Lasting, type Log, toFailure } from '@skerry/kit';
import { ask, type Session } from '@skerry/link';
import type { ImageFetcher } from './fetch.ts';

export interface ImageSweepContext {
  readonly storage: StorageDriver;
  readonly images: ImageFetcher;
  readonly upward: Session;
  /** Digests that the intents of this host name, now. */
  readonly intended: () => ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
}

export class ImageSweep {
  private readonly context: ImageSweepContext;
  private readonly unwanted: Lasting<string>;

  /** An image goes that was without use for `graceMs`: long enough for one that is deleted and made again. */
  constructor(context: ImageSweepContext, graceMs: number) {
    this.context = context;
    this.unwanted = new Lasting(context.clock, graceMs);
  }

  async run(): Promise<void> {
    const { storage, images, upward, intended, log } = this.context;
    const intendedNow = intended();
    const idle = (await storage.listImages()).filter((digest) => !intendedNow.has(digest));
    const wanted = idle.length === 0 ? [] : await this.wantedAbove(upward, idle);
    const gone = this.unwanted.held(idle.filter((digest) => !wanted.includes(digest)));
    for (const digest of gone) {
      try {
        if (await images.remove(digest, () => intended().has(digest)))
          log.info({ digest }, 'an unused image was removed');
      } catch (error) {
        // A disk without an intent: it is a finding of the leak audit, and keeps what it needs.
        if (toFailure(error).code !== 'disk-in-use') throw error;
      }
    }
  }

  private async wantedAbove(upward: Session, digests: readonly string[]): Promise<readonly string[]> {
    if (upward.state !== 'connected') return digests;
    return (await ask(upward, imagesWanted, { digests: [...digests] }, { deadlineMs: 10_000, whenCut: 'fail' }))
      .digests;
  }
}
