import type { ReplyHeard, RequestMethod, StreamMethod, Told } from '@skerry/contract';
import type { Refusals } from '@skerry/domain';
import type { LinkDuplex } from '@skerry/link';

/** What the API knows of the links to the clusters. The front-end has them; at a site the one cluster is in the process. */
export interface ClusterLinks {
  /** `waiting`: it never joined or was never heard since this front-end began. */
  stateOf(clusterId: number): 'online' | 'cut' | 'waiting';
  /** Seconds since the cluster was heard; null: never. */
  lastHeardSeconds(clusterId: number): number | null;
  /** What of what the cluster told was not taken over; undefined: nothing. */
  refusalsOf(clusterId: number): Refusals | undefined;
  /** Asks a cluster that is connected. Throws `cluster-cut` or what it answered. */
  ask<M extends RequestMethod>(
    clusterId: number,
    method: M,
    body: Told<M>,
    deadlineMs?: number,
  ): Promise<ReplyHeard<M>>;
  /** Since when the cluster is connected, ms of the monotonic clock; undefined while it is not. */
  connectedSince(clusterId: number): number | undefined;
  /** Opens a stream to a cluster that is connected. Throws `cluster-cut`. */
  openStream<M extends StreamMethod>(clusterId: number, method: M, body: Told<M>): LinkDuplex;
}
