import type { Json } from '../json.ts';

/**
 * Feeds carry what is kept in stores from one side of a link to the other, by revision (packages/feed). Each has one
 * writer. Commands to clusters, intents to hosts and all state upwards travel this way, so that a cut or a crash at
 * any point loses and repeats nothing.
 */
export const feeds = {
  /** Front-end to cluster: networks, images, hosts of that cluster. */
  catalogue: 'catalogue',
  /** Front-end to cluster: orders, applied in order, exactly once. */
  commands: 'commands',
  /** Cluster to front-end: instances, disks, leases, host status, command results. */
  clusterState: 'cluster-state',
  /** Cluster to host: what shall run there, networks, images. */
  intents: 'intents',
  /** Host to cluster: observations of instances and the host's report. */
  observations: 'observations',
} as const;
export type FeedName = (typeof feeds)[keyof typeof feeds];

export interface FeedChange {
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: Json;
}

export interface FeedBatch {
  readonly feed: FeedName;
  /** Identity of the producer's store; another one means: start over. */
  readonly origin: string;
  /** Apply these, then the cursor is at `revision`. */
  readonly revision: number;
  /** `reset`: first part of a whole snapshot: forget what is not repeated until `complete`. */
  readonly mode: 'changes' | 'reset' | 'snapshot' | 'complete';
  readonly changes: readonly FeedChange[];
}
