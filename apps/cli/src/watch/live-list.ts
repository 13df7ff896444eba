import type { ObjectKind } from '@skerry/domain';
import { firstPage, type Listed, type ListState, type ObjectChange, withChanges } from '@skerry/domain/list/list-state';
import { ApiError, type Client, ConnectionError } from '@skerry/sdk';
import type { ObjectOf } from '../nouns/noun.ts';
import { fetchList } from '../verbs/fetch-list.ts';
import type { ListQuery } from '../verbs/list-query.ts';
import { Bell } from './bell.ts';

/** A list as it is now, and what of it has just changed; the first time: everything. */
export interface LiveList<T> {
  readonly rows: readonly T[];
  readonly total: number;
  readonly changes: readonly Pick<ObjectChange, 'id' | 'object'>[];
}

export interface LiveOptions {
  readonly signal: AbortSignal;
  /** Also without a change, after so many milliseconds: what is shown of time has changed. */
  readonly tickMs?: number;
  /** After so many milliseconds it is read again: of some of it there are no events. */
  readonly againMs?: number;
  /** The server cannot be reached just now; undefined: it can again. */
  readonly onTrouble: (sentence: string | undefined) => void;
}

/** Milliseconds until a list that could not be read is asked for again. */
const troubleMs = 1_000;

/**
 * A list kept true by events, by the rules of the console (`list-state`). It is read once the stream is up, so that
 * nothing is missed in between, and again when the server says that it lost count, or what is shown has become too short.
 */
export async function* liveList<K extends ObjectKind>(
  client: Client,
  kind: K,
  query: ListQuery,
  limit: number,
  { signal, tickMs, againMs = Infinity, onTrouble }: LiveOptions,
): AsyncGenerator<LiveList<ObjectOf<K>>, void, undefined> {
  type Row = ObjectOf<K>;
  const bell = new Bell(signal);
  const waiting: ObjectChange<Row>[] = [];
  let state: ListState<Row> | undefined;
  let mustRead = false;
  let readAt = Infinity;
  const read = async (): Promise<ListState<Row>> => {
    const { rows, ...page } = await fetchList(client, kind, query, limit);
    return firstPage<Row>({ items: rows, ...page });
  };
  const follow = async () => {
    const stream = client.events({
      kinds: [kind],
      signal,
      onConnected: () => {
        onTrouble(undefined);
        mustRead ||= state === undefined;
        bell.ring();
      },
      onLost: (error) => {
        onTrouble((error as Error).message);
        bell.ring();
      },
    });
    for await (const event of stream) {
      if (event.type === 'resync') mustRead = true;
      else {
        const object = event.type === 'put' ? (event.object as unknown as Row) : undefined;
        waiting.push({ id: event.id, revision: event.revision, object });
      }
      bell.ring();
    }
  };
  const following = follow().catch((error: unknown) => bell.break(error));
  while (!signal.aborted) {
    await bell.next(mustRead ? troubleMs : tickMs);
    if (signal.aborted) break;
    mustRead ||= performance.now() - readAt >= againMs;
    if (mustRead) {
      const before: readonly Row[] = state?.items ?? [];
      try {
        state = await read();
        readAt = performance.now();
      } catch (error) {
        const isPassing = error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
        if (!isPassing) throw error;
        onTrouble(error.message);
        continue;
      }
      mustRead = false;
      waiting.splice(0, waiting.length, ...waiting.filter(({ revision }) => revision > (state?.revision ?? 0)));
      yield shown(state, limit, differences(before, state.items));
    }
    if (state === undefined) continue;
    const changes = waiting.splice(0);
    const before = new Set(state.items.map(({ id }) => id));
    state = withChanges(kind, state, query, changes);
    if (state.items.length < limit && state.next !== undefined) {
      mustRead = true;
      bell.ring();
    }
    const after = new Map(state.items.map((object) => [object.id, object]));
    const seen = changes.filter(({ id }) => before.has(id) || after.has(id));
    if (seen.length > 0 || tickMs !== undefined)
      yield shown(
        state,
        limit,
        seen.map(({ id }) => ({ id, object: after.get(id) })),
      );
  }
  await following;
}

/** What another reading has brought: what is new or other than before, and what is not there any more. */
function differences<T extends Listed>(
  before: readonly T[],
  after: readonly T[],
): { id: number; object: T | undefined }[] {
  const known = new Map(before.map((object) => [object.id, JSON.stringify(object)]));
  const there = new Set(after.map(({ id }) => id));
  return [
    ...before.filter(({ id }) => !there.has(id)).map(({ id }) => ({ id, object: undefined })),
    ...after
      .filter((object) => known.get(object.id) !== JSON.stringify(object))
      .map((object) => ({ id: object.id, object })),
  ];
}

const shown = <T extends Listed>(
  { items, total }: ListState<T>,
  limit: number,
  changes: LiveList<T>['changes'],
): LiveList<T> => ({ rows: items.slice(0, limit), total, changes });
