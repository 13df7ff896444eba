import { z } from 'zod';
import type { RequestMethod } from './method.ts';

/**
 * Feeds carry what is kept in stores from one side of a link to the other, by revision (packages/feed). Each has one
 * writer. Commands to clusters, intents to hosts and all state upwards travel this way, so that a cut or a crash at
 * any point loses and repeats nothing.
 */
export const feedNames = [
  /** Front-end to cluster: `network/<id>`, `image/<id>`, `host/<id>`, `cluster/<id>` of that cluster. */
  'catalogue',
  /** Front-end to cluster: commands by padded number, applied in order, exactly once. */
  'commands',
  /**
   * Cluster to front-end: `instance/`, `disk/`, `lease/`, `host-status/`, `command-result/`, `history/`, `audit/`, and
   * `controller` of itself.
   */
  'cluster-state',
  /** Cluster to host: `instance/<id>`, `network/<id>`. */
  'intents',
  /** Host to cluster: `instance/<id>`, `history/<id>`, `report`. */
  'observations',
] as const;
export type FeedName = (typeof feedNames)[number];

const key = z.string().min(1).max(512);
const origin = z.string().max(256);
const revision = z.int().min(0);

/** A change of one key; without `value` it was deleted. */
export const feedChange = z.object({ key, value: z.json().optional() });
export type FeedChange = z.infer<typeof feedChange>;

/** Producer to consumer: "how far are you?" `cursor` is null where the consumer has nothing of this feed. */
export const feedOpen = {
  method: 'feed.open',
  kind: 'request',
  direction: 'both',
  hops: ['cluster', 'host'],
  body: z.object({ feed: z.enum(feedNames) }),
  reply: z.object({ cursor: z.object({ origin, revision }).nullable() }),
} as const satisfies RequestMethod;

/**
 * Producer to consumer: apply `changes` in order; then, all at once with them, the cursor is (`origin`, `revision`).
 * `snapshot` parts belong to a whole copy: after the part that says `last`, what was not in any of them is gone.
 */
export const feedBatch = {
  method: 'feed.batch',
  kind: 'request',
  direction: 'both',
  hops: ['cluster', 'host'],
  body: z.object({
    feed: z.enum(feedNames),
    /** Identity of the producer's store; another one than before means that its revisions start over. */
    origin,
    revision,
    snapshot: z.enum(['no', 'first', 'more', 'last', 'only']),
    changes: z.array(feedChange).max(24),
  }),
  reply: z.null(),
} as const satisfies RequestMethod;
export type FeedBatch = z.infer<typeof feedBatch.body>;
