/**
 * The consuming end of a feed: writes what it is told into its own store, the cursor in the same transaction. If we
 * die anywhere, the cursor says exactly what was applied. Nobody else may write under the target prefix.
 */
import { type FeedBatch, feedBatch, type FeedChange, type FeedName, feedOpen } from '@skerry/contract';
import { SkerryError } from '@skerry/kit';
import type { RequestHandler, Session } from '@skerry/link';
import type { Json, Store, Write } from '@skerry/store';
import { type Examination, sift } from './sift.ts';

export interface Cursor {
  readonly origin: string;
  readonly revision: number;
}

export interface FeedConsumer {
  cursor(): Promise<Cursor | undefined>;
  apply(batch: FeedBatch): Promise<void>;
}

/** Answers the feeds of one session. Batches of one feed are applied one after the other, also across a restart. */
export function acceptFeeds(session: Session, consumers: Partial<Record<FeedName, FeedConsumer>>): void {
  const turns = new Map<FeedName, Promise<unknown>>();
  const consumerOf = (feed: FeedName): FeedConsumer => {
    const consumer = consumers[feed];
    if (consumer) return consumer;
    throw new SkerryError({
      code: 'feed-unknown',
      kind: 'refused',
      message: `This side does not take the feed "${feed}".`,
    });
  };
  const inTurn = <T>(feed: FeedName, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(feed) ?? Promise.resolve()).then(work, work);
    turns.set(
      feed,
      turn.catch(() => {}),
    );
    return turn;
  };
  const open: RequestHandler = (body) => {
    const { feed } = feedOpen.body.parse(body);
    return inTurn(feed, async () => ({ cursor: (await consumerOf(feed).cursor()) ?? null }) as Json);
  };
  const batch: RequestHandler = (body) => {
    const parsed = feedBatch.body.parse(body);
    return inTurn(parsed.feed, async () => {
      await consumerOf(parsed.feed).apply(parsed);
      return null;
    });
  };
  session.handle({ requests: { [feedOpen.method]: open, [feedBatch.method]: batch } });
}

export interface StoreConsumerOptions extends Examination {
  readonly store: Store;
  /** Where the cursor is kept; outside of the target prefix. */
  readonly cursorKey: string;
  readonly targetPrefix: string;
  /** Writes that belong to the same transaction, at most 72. Keys outside of the target prefix. Not told what is refused. */
  readonly also?: (changes: readonly FeedChange[]) => readonly Write[] | Promise<readonly Write[]>;
}

/** A consumer that keeps a copy of the feed under a prefix. */
export function storeConsumer(options: StoreConsumerOptions): FeedConsumer {
  const { store, cursorKey, targetPrefix } = options;
  /** Keys of the snapshot in progress; a crash forgets them, and the producer sends the whole again. */
  let seen: Set<string> | undefined;

  const commit = async (told: readonly FeedChange[], cursor: Cursor | undefined) => {
    const changes = await sift([...new Map(told.map((c) => [c.key, c])).values()], options);
    const writes: Write[] = changes.map((c) =>
      c.value === undefined
        ? { op: 'delete', key: targetPrefix + c.key }
        : { op: 'put', key: targetPrefix + c.key, value: c.value as Json },
    );
    writes.push(...((await options.also?.(changes)) ?? []));
    if (cursor) writes.push({ op: 'put', key: cursorKey, value: { ...cursor } });
    if (writes.length > 0) await store.commit({ writes });
  };

  return {
    async cursor() {
      seen = undefined;
      return (await store.get(cursorKey))?.value as Cursor | undefined;
    },
    async apply(batch) {
      const cursor = { origin: batch.origin, revision: batch.revision };
      if (batch.snapshot === 'no') return commit(batch.changes, cursor);
      if (batch.snapshot === 'first' || batch.snapshot === 'only') seen = new Set();
      if (!seen) {
        throw new SkerryError({
          code: 'feed-out-of-order',
          kind: 'failed',
          message: 'A snapshot began in the middle.',
        });
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

async function removeUnseen(
  store: Store,
  prefix: string,
  seen: ReadonlySet<string>,
  commit: (changes: readonly FeedChange[], cursor: undefined) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, { limit: 24, ...(after === undefined ? {} : { after }) });
    const gone = page.entries.map((e) => ({ key: e.key.slice(prefix.length) })).filter((c) => !seen.has(c.key));
    if (gone.length > 0) await commit(gone, undefined);
    after = page.next;
  } while (after !== undefined);
}
