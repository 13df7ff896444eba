/**
 * What a controller does now and then, because no change announces that it is due: it clears away images that nobody
 * wants any more and join tokens that have run out, and looks whether its copies of images are still what they were.
 * Nothing depends on when it happens.
 */
import { type Clock, Lasting } from '@skerry/kit';
import type { Mirror } from '@skerry/store';
import type { HostTokens } from './hosts/host-tokens.ts';
import type { ImageReplica } from './images/replica.ts';
import { imagesWantedBy } from './images/wanted.ts';

export interface HousekeepingContext {
  readonly mirror: Mirror;
  readonly images: ImageReplica;
  readonly tokens: HostTokens;
  readonly clock: Clock;
}

/** Milliseconds between two rounds. */
export const housekeepEveryMs = 60_000;
/** An image stays so long without use: one that is deleted and made again is not fetched twice. */
const imageGraceMs = 10 * 60_000;

/** One round at each call. */
export function housekeeping({ mirror, images, tokens, clock }: HousekeepingContext): () => Promise<boolean> {
  const unwanted = new Lasting<string>(clock, imageGraceMs);
  return async () => {
    await tokens.sweep();
    await images.sweep(imagesWantedBy(mirror), unwanted);
    await images.check();
    return false;
  };
}
