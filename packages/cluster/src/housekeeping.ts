/**
 * What a controller does now and then, because no change announces that it is due: it clears away images that nobody
 * wants any more and join tokens that have run out, and looks whether its copies of images are still what they were.
 * Nothing depends on when it happens.
 */
import { type Clock, Lasting, type Log } from '@skerry/kit';
import type { Mirror } from '@skerry/store';
import type { HostTokens } from './hosts/host-tokens.ts';
import type { ImageReplica } from './images/replica.ts';
import { imagesWantedBy } from './images/wanted.ts';

export interface HousekeepingContext {
  readonly mirror: Mirror;
  readonly images: ImageReplica;
  readonly tokens: HostTokens;
  readonly clock: Clock;
  readonly log: Log;
}

/** Milliseconds between two rounds. */
const everyMs = 60_000;
/** An image stays so long without use: one that is deleted and made again is not fetched twice. */
const imageGraceMs = 10 * 60_000;

/** Begins; call the answer to end it: a round that is under way is waited for. */
export function startHousekeeping(context: HousekeepingContext): () => Promise<void> {
  const { mirror, images, tokens, clock, log } = context;
  const unwanted = new Lasting<string>(clock, imageGraceMs);
  let running: Promise<void> = Promise.resolve();
  const round = async () => {
    await tokens.sweep();
    await images.sweep(imagesWantedBy(mirror), unwanted);
    await images.check();
  };
  const timer = setInterval(() => {
    running = running.then(round).catch((error: unknown) => log.warn({ error: String(error) }, 'clearing away failed'));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
