/**
 * The consuming end of a feed: writes what it is told into its own store, the cursor in the transaction of the last
 * change. If we die anywhere, all up to the cursor was applied, and what lies after it is told again. Nobody else may
 * write under the target prefix.
 */
import { type FeedBatch, feedBatch, type FeedChange, type FeedName, feedOpen, type Refusal } from '@skerry/contract';
import { Turns } from '@skerry/kit';
import { answering, type Session, together } from '@skerry/link';
import { type Json, type Key, mostInTransaction, Packing, type Portion, type Store, type Write } from '@skerry/store';
import type { FeedCursor } from '@skerry/store/layout/records';
import { type Examination, sift } from './sift.ts';
import { feedError } from './errors.ts';

export interface FeedConsumer {
  cursor(): Promise<FeedCursor | undefined>;
  apply(batch: FeedBatch): Promise<void>;
}

/** Answers the feeds of one session. Batches of one feed are applied one after the other, also across a restart. */
export function acceptFeeds(
  session: Session,
  consumers: Partial<Record<FeedName, FeedConsumer>>,
  /** Told of a message about feeds that is not understood. */
  onRefused?: (refusal: Refusal) => void,
): void {
  const turns = new Turns<FeedName>();
  const consumerOf = (feed: FeedName): FeedConsumer => {
    const consumer = consumers[feed];
    if (consumer) return consumer;
    throw feedError('feed-unknown', `This side does not take the feed "${feed}".`);
  };
  const on = answering(onRefused);
  session.handle(
    together(
      on.request(feedOpen, ({ feed }) =>
        turns.take(feed, async () => ({ cursor: (await consumerOf(feed).cursor()) ?? null })),
      ),
      on.request(feedBatch, (batch) =>
        turns.take(batch.feed, async () => {
          await consumerOf(batch.feed).apply(batch);
          return null;
        }),
      ),
    ),
  );
}

/** Times a batch is put together anew. More: a storm of writers holds the feed up for longer before it is told again. */
const mostTries = 20;

/** What goes with a change: writes, or also what must hold for them. */
export type Beside = readonly Write[] | Portion;

export interface StoreConsumerOptions extends Examination {
  readonly store: Store;
  /** Where the cursor is kept; outside of the target prefix. */
  readonly cursorKey: Key<FeedCursor>;
  readonly targetPrefix: string;
  /** Another one when `accept` takes more than before: what it left out of older records is told once more. */
  readonly edition?: string;
  /**
   * Called for each message: what it answers is asked, change by change, for the writes that go with that change in its
   * transaction; with nothing for one that was refused. Keys outside of the target prefix. Where what must hold for them
   * does not, it is asked anew: numbers that somebody else has taken are others then.
   */
  readonly also?: () => (taken: FeedChange | undefined) => Beside | Promise<Beside>;
}

/** A consumer that keeps a copy of the feed under a prefix. */
export function storeConsumer(options: StoreConsumerOptions): FeedConsumer {
  const { store, cursorKey, targetPrefix } = options;
  /** Keys of the snapshot in progress; a crash forgets them, and the producer sends the whole again. */
  let seen: Set<string> | undefined;

  const portionOf = async (
    told: FeedChange,
    also: ReturnType<NonNullable<StoreConsumerOptions['also']>> | undefined,
  ): Promise<Portion> => {
    const [taken] = await sift([told], options);
    const beside = (await also?.(taken)) ?? [];
    const { writes: more = [], conditions = [] } = 'length' in beside ? { writes: beside } : beside;
    const writes = [...(taken === undefined ? [] : [ownWrite(targetPrefix, taken)]), ...more];
    if (writes.length <= mostInTransaction.writes) return { writes, conditions };
    const message = `${told.key}: it has more to be written with it than can be written at once.`;
    options.onRefused?.(told, { code: 'record-too-large', message });
    return {};
  };
  /**
   * As many changes in a transaction as fit, in order; the cursor with the last. Those that are told again do no harm.
   * False: what had to hold for one of them does not.
   */
  const commitOnce = async (told: readonly FeedChange[], cursor: FeedCursor | undefined): Promise<boolean> => {
    const also = options.also?.();
    let packing = new Packing();
    const flush = async () => packing.isEmpty || (await store.commit(packing.transaction)).committed;
    const add = async (portion: Portion) => {
      if (packing.take(portion)) return true;
      if (!(await flush())) return false;
      packing = new Packing();
      packing.take(portion);
      return true;
    };
    for (const change of new Map(told.map((c) => [c.key, c])).values()) {
      if (!(await add(await portionOf(change, also)))) return false;
    }
    if (cursor && !(await add({ writes: [{ op: 'put', key: cursorKey, value: { ...cursor } }] }))) return false;
    return flush();
  };
  const commit = async (told: readonly FeedChange[], cursor: FeedCursor | undefined) => {
    try {
      for (let tries = 0; tries < mostTries; tries++) if (await commitOnce(told, cursor)) return;
    } catch (error) {
      options.share?.forget();
      throw error;
    }
    options.share?.forget();
    const message = 'Others wrote the same things at the same time, again and again.';
    throw feedError('feed-out-of-order', message);
  };

  return {
    async cursor() {
      seen = undefined;
      const known = (await store.get(cursorKey))?.value;
      return known?.edition === options.edition ? known : undefined;
    },
    async apply(batch) {
      const { origin, revision } = batch;
      const cursor = { origin, revision, ...(options.edition === undefined ? {} : { edition: options.edition }) };
      if (batch.snapshot === 'no') return commit(batch.changes, cursor);
      if (batch.snapshot === 'first' || batch.snapshot === 'only') seen = new Set();
      if (!seen) {
        throw feedError('feed-out-of-order', 'A snapshot began in the middle.');
      }
      for (const change of batch.changes) seen.add(change.key);
      const whole = batch.snapshot === 'last' || batch.snapshot === 'only';
      await commit(batch.changes, undefined);
      if (!whole) return;
      await removeUnseen(store, targetPrefix, seen, commit);
      seen = undefined;
      await commit([], cursor);
    },
  };
}

const ownWrite = (prefix: string, { key, value }: FeedChange): Write =>
  value === undefined ? { op: 'delete', key: prefix + key } : { op: 'put', key: prefix + key, value: value as Json };

async function removeUnseen(
  store: Store,
  prefix: string,
  seen: ReadonlySet<string>,
  commit: (changes: readonly FeedChange[], cursor: undefined) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    const gone = page.entries.map((e) => ({ key: e.key.slice(prefix.length) })).filter((c) => !seen.has(c.key));
    if (gone.length > 0) await commit(gone, undefined);
    after = page.next;
  } while (after !== undefined);
}
