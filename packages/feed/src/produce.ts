/**
 * The producing end of a feed: reads a prefix of its own store and tells the other side every change, from where that
 * side's cursor stands. It owns nothing and remembers nothing: after a crash of either side it asks for the cursor
 * again. A cut only makes it wait.
 */
import { feedBatch, type FeedChange, type FeedName, feedOpen } from '@skerry/contract';
import { FailureLog, type Log, Retries, SkerryError } from '@skerry/kit';
import { ask, isLinkError, type Session } from '@skerry/link';
import type { Json, Page, Store } from '@skerry/store';
import { setTimeout as delay } from 'node:timers/promises';
import { changesPerBatch, fits, sizeOf } from './batch-size.ts';
import { ChangeQueue } from './change-queue.ts';
import { storeOrigin } from './origin.ts';

/** A store, or what is told of one. */
export interface FedStore extends Pick<Store, 'get' | 'revision' | 'watch' | 'commit'> {
  list(prefix: string, options?: Parameters<Store['list']>[1]): Promise<Page>;
}

export interface FeedSource {
  readonly session: Session;
  readonly store: FedStore;
  readonly feed: FeedName;
  /** Keys under it are fed without it. */
  readonly prefix: string;
  /** What the other side needs; anything else is told as deleted. All of the prefix when it is not given. */
  readonly wanted?: (key: string, value: Json) => boolean;
  /**
   * Another one when `wanted` becomes another: a consumer that was told by the old one is told everything once. A
   * function is asked with each batch, and may only change what it says for what is told by a change of its own.
   */
  readonly edition?: string | (() => string);
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** A batch waits this long through a cut before the cursor is asked for anew. */
const batchDeadlineMs = 24 * 3600 * 1000;

/** A feed that began and failed sooner is not healthy: it would be told from the start again and again. Milliseconds. */
const stableMs = 5000;
/** So often it may start over without a word: a link that opens is used by both sides at once. */
const quietly = 3;

/** Runs until the signal aborts. */
export async function produceFeed(source: FeedSource): Promise<void> {
  const retries = new Retries({ firstMs: 50, maxMs: 5000, stableMs });
  const failures = new FailureLog<FeedName>(source.log, 'a feed');
  const worked = () => {
    retries.worked();
    failures.succeeded(source.feed);
  };
  while (!source.signal.aborted) {
    try {
      await produceOnce(source, worked);
    } catch (error) {
      if (source.signal.aborted || source.session.closed) return;
      const code = error instanceof SkerryError ? error.failure.code : 'internal';
      if (code === 'store-closed') return;
      const delayMs = retries.failed();
      source.log.debug({ feed: source.feed, code, error: String(error) }, 'feed starts over');
      const tries = retries.failures;
      if (tries > quietly) failures.failed(source.feed, error, { tries, delayMs });
      await delay(delayMs, undefined, { signal: source.signal }).catch(() => {});
    }
  }
}

async function produceOnce(source: FeedSource, onProgress: () => void): Promise<void> {
  const { session, store, feed, signal } = source;
  const identity = await storeOrigin(store);
  const edition = () => (typeof source.edition === 'function' ? source.edition() : source.edition);
  const originNow = () => (source.edition === undefined ? identity : `${identity}/${edition()}`);
  const reply = await ask(session, feedOpen, { feed }, { deadlineMs: batchDeadlineMs });
  /** Up to here it was told: a revision that is told in two messages moves the cursor with the second. */
  let told = reply.cursor?.origin === originNow() ? reply.cursor.revision : 0;
  const sendOne: Send = async (revision, snapshot, changes) => {
    if (signal.aborted)
      throw new SkerryError({ code: 'feed-stopped', kind: 'failed', message: 'The feed was stopped.' });
    const body = { feed, origin: originNow(), revision, snapshot, changes };
    await ask(session, feedBatch, body, { deadlineMs: batchDeadlineMs });
    told = revision;
    onProgress();
  };
  const send = splitting(sendOne, () => told, source.log);
  let revision = reply.cursor?.origin === originNow() ? reply.cursor.revision : undefined;
  if (revision !== undefined && revision > (await store.revision())) revision = undefined;
  revision ??= await sendSnapshot(source, send);
  try {
    await sendChanges(source, revision, send);
  } catch (error) {
    if (!(error instanceof SkerryError && error.failure.code === 'store-compacted')) throw error;
    await sendChanges(source, await sendSnapshot(source, send), send);
  }
}

type Send = (revision: number, snapshot: Snapshot, changes: FeedChange[]) => Promise<void>;
type Snapshot = 'no' | 'first' | 'more' | 'last' | 'only';

/** What the two halves of a message are. */
const halves = {
  no: ['no', 'no'],
  only: ['first', 'last'],
  first: ['first', 'more'],
  more: ['more', 'more'],
  last: ['more', 'last'],
} as const satisfies Record<Snapshot, readonly [Snapshot, Snapshot]>;

/**
 * Several large records together do not fit into a message of the link: they are told in two. One that fits into none is
 * left out, with a line in the log: it must not hold up all that comes after it.
 */
function splitting(sendOne: Send, told: () => number, log: Log): Send {
  const send: Send = async (revision, snapshot, changes) => {
    try {
      await sendOne(revision, snapshot, changes);
    } catch (error) {
      if (!isLinkError(error, 'link-too-large')) throw error;
      if (changes.length <= 1) {
        log.error({ key: changes[0]?.key }, 'a record is too large for the link, and was left out of a feed');
        return sendOne(revision, snapshot, []);
      }
      const [one, other] = halves[snapshot];
      const middle = changes.length >> 1;
      await send(told(), one, changes.slice(0, middle));
      await send(revision, other, changes.slice(middle));
    }
  };
  return send;
}

/** Pages may be newer than the first one's revision: what changed since is told again by the watch, in order. */
async function sendSnapshot(source: FeedSource, send: Send): Promise<number> {
  let after: string | undefined;
  let revision: number | undefined;
  let first = true;
  let changes: FeedChange[] = [];
  let characters = 0;
  const flush = async (last: boolean) => {
    await send(revision ?? 0, first ? (last ? 'only' : 'first') : last ? 'last' : 'more', changes);
    first = false;
    changes = [];
    characters = 0;
  };
  do {
    const page = await source.store.list(source.prefix, {
      limit: changesPerBatch,
      ...(after === undefined ? {} : { after }),
    });
    revision ??= page.revision;
    for (const { key: whole, value } of page.entries) {
      const key = whole.slice(source.prefix.length);
      if (source.wanted?.(key, value) === false) continue;
      const change = { key, value: value as FeedChange['value'] };
      const size = sizeOf(change);
      if (!fits(changes.length, characters, size)) await flush(false);
      changes.push(change);
      characters += size;
    }
    after = page.next;
  } while (after !== undefined);
  await flush(true);
  return revision;
}

async function sendChanges(source: FeedSource, from: number, send: Send): Promise<void> {
  const queue = new ChangeQueue(from);
  const reading = new AbortController();
  const signal = AbortSignal.any([source.signal, reading.signal]);
  const reader = (async () => {
    for await (const batch of source.store.watch(source.prefix, from, signal)) {
      await queue.push(
        batch.revision,
        batch.changes.map((change) => {
          const whole = change.type === 'put' ? change.entry.key : change.key;
          const key = whole.slice(source.prefix.length);
          const kept = change.type === 'put' && (source.wanted?.(key, change.entry.value) ?? true);
          return kept ? { key, value: change.entry.value as FeedChange['value'] } : { key };
        }),
      );
    }
    queue.end();
  })().catch((error: unknown) => queue.fail(error));
  try {
    for (;;) {
      const next = await queue.take();
      if (!next) return;
      await send(next.revision, 'no', next.changes);
    }
  } finally {
    reading.abort();
    queue.end();
    await reader;
  }
}
