import type { guestConsoleEnding, Heard, ReplyHeard, RequestMethod, StreamMethod, Told } from '@skerry/contract';
import type { SampleRings } from '@skerry/domain';
import type { LinkDuplex } from '@skerry/link';
import type { Mirror, Store } from '@skerry/store';

/** What the console of a site asks of the controller whose process it shares. */
export interface SiteController {
  readonly clusterId: number;
  readonly store: Store;
  /** Of the whole store. */
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  /** Set aside at the start, now or earlier, because nobody could read them. */
  readonly unreadableRecords: number;
  /** A number of this cluster, also of its last ones if privileged. Throws `site-out-of-numbers`. */
  nextId(kind: string, privileged: boolean): Promise<number>;
  /** What the front-end asks over the link, answered in place. */
  ask<M extends RequestMethod>(method: M, body: Told<M>): Promise<ReplyHeard<M>>;
  openStream<M extends StreamMethod>(method: M, body: Told<M>): LinkDuplex;
  /** What hosts say of consoles that will end. The listener says whether it is one of its own. */
  onConsoleEnding(listener: (body: Heard<typeof guestConsoleEnding>) => boolean): () => void;
}
