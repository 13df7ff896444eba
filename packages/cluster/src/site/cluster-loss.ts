/**
 * What a controller does when its front-end says that the cluster was declared lost: its instances were given up there,
 * its networks and numbers are nobody's. It writes that down, ends the links of its hosts and takes none in any more, so
 * that each is told the same and stops its guests; disks stay. It says so in the log, once. If we die before it is
 * written, the front-end says it again. Never take the record away: the machine joins anew, with a new data directory.
 */
import { siteKeys } from '@skerry/store/layout/controller';
import type { Clock, Failure, Log } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { type Mirror, put, type Store } from '@skerry/store';

export interface ClusterLossParts {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly upward: Session;
  /** Ends the links of all hosts. They dial again, and are refused. */
  readonly cutHosts: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The mirror follows the store within milliseconds; later than this it has lost the store. */
const mirrorDeadlineMs = 10_000;

export const isClusterLost = (mirror: Mirror): boolean => mirror.get(siteKeys.declaredLost) !== undefined;

const sentence =
  'An administrator declared this cluster lost: its instances were given up. Its hosts stop their guests and start none; disks stay. To take this machine in again: stop this controller, copy what you need of its data directory, remove that, and start it with a new join token (skerry cluster join-token).';

/** Call it when the mirror is ready. Answers how to stop. */
export function heedClusterLoss({ store, mirror, upward, cutHosts, clock, log }: ClusterLossParts): () => void {
  const say = () => log.error({ code: 'link-declared-lost' }, sentence);
  if (isClusterLost(mirror)) say();
  const lose = async () => {
    const value = { at: clock.now().toISOString() };
    const { revision } = await store.commit({ writes: [put(siteKeys.declaredLost, value)] });
    await mirror.waitFor(revision, mirrorDeadlineMs);
    say();
    await cutHosts();
  };
  return upward.on('refused', ({ failure }: { readonly failure: Failure }) => {
    if (failure.code !== 'link-declared-lost' || isClusterLost(mirror)) return;
    lose().catch((error: unknown) => log.error({ error: String(error) }, 'a lost cluster could not be stopped'));
  });
}
