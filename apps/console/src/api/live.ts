/**
 * The event stream and what it does to the cache. One stream for the page; it goes on after the last event seen when
 * the connection was lost. If it dies for good (logged out), the log-in page takes over.
 */
import type { ChangeEvent } from '@skerry/sdk';
import { cache, keys, recent } from './cache.ts';
import { api } from './client.ts';
import type { Kind } from './kinds.ts';
import { type Listed, type ListParameters, type ListState, type ObjectChange, withChanges } from './list-state.ts';
import { Recount } from './recount.ts';
import { signal } from './signal.ts';

export type LinkState = 'connecting' | 'up' | 'lost';
/** Is the stream up? `lost` is shown to the user. */
export const linkState = signal<LinkState>('connecting');

/** Milliseconds in which events are gathered: 50 changes of one moment are one drawing. */
const gatherMs = 40;
/** The cloud at a glance is computed for each asker: not more often than this. */
const statusEveryMs = 2_000;

type Listener = (kind: Kind, change: ObjectChange) => void;
const listeners = new Set<Listener>();
let waiting: { kind: Kind; change: ObjectChange }[] = [];
let flushTimer: ReturnType<typeof setTimeout> | undefined;
let statusTimer: ReturnType<typeof setTimeout> | undefined;
const recount = new Recount((kinds) =>
  Promise.all(
    [...kinds].flatMap((kind) =>
      ['list', 'object', 'derived'].map((what) => cache.invalidateQueries({ queryKey: [what, kind] })),
    ),
  ),
);
let stop: AbortController | undefined;
let startedAt: number | undefined;

/** The revision that the stream began after; older answers may have missed something. */
export const streamRevision = (): number | undefined => startedAt;

/** Each change as it comes, after the cache has it. Returns how to stop. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function startLive(revision: number): void {
  if (stop !== undefined) return;
  stop = new AbortController();
  startedAt = revision;
  readAgainBefore(revision);
  void follow(stop.signal, revision);
}

export function stopLive(): void {
  stop?.abort();
  recount.stop();
  stop = undefined;
  startedAt = undefined;
  recent.clear();
  linkState.set('connecting');
}

/** Lists that were read before the stream begins: what happened in between would be missed. */
function readAgainBefore(revision: number): void {
  void cache.invalidateQueries({
    queryKey: ['list'],
    predicate: ({ state }) => ((state.data as ListState | undefined)?.revision ?? revision) < revision,
  });
}

/** What could not be read while the server was away is asked again; all else the events keep true. */
function onConnected(): void {
  linkState.set('up');
  void cache.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
}

async function follow(until: AbortSignal, revision: number): Promise<void> {
  try {
    const stream = api().events({
      signal: until,
      lastEventId: String(revision),
      onConnected,
      onLost: () => linkState.set('lost'),
    });
    for await (const event of stream) take(event);
  } catch {
    // What cannot be mended by trying again is a log-in that ended: asking who we are shows the log-in page.
    if (!until.aborted) await cache.invalidateQueries({ queryKey: keys.me });
  }
}

function take(event: ChangeEvent): void {
  if (event.type === 'resync') {
    recent.clear();
    void cache.invalidateQueries();
    return;
  }
  const object = event.type === 'put' ? (event.object as unknown as Listed) : undefined;
  const change = { id: event.id, revision: event.revision, object };
  recent.add(event.kind, change);
  waiting.push({ kind: event.kind as Kind, change });
  flushTimer ??= setTimeout(flush, gatherMs);
}

function flush(): void {
  flushTimer = undefined;
  const batch = waiting;
  waiting = [];
  const byKind = new Map<Kind, ObjectChange[]>();
  for (const { kind, change } of batch) byKind.set(kind, [...(byKind.get(kind) ?? []), change]);
  for (const [kind, changes] of byKind) {
    applyChanges(kind, changes);
    recount.changed(kind);
  }
  for (const { kind, change } of batch) for (const listener of listeners) listener(kind, change);
  statusTimer ??= setTimeout(() => {
    statusTimer = undefined;
    void cache.invalidateQueries({ queryKey: keys.status });
    void cache.invalidateQueries({ queryKey: ['commands'] });
  }, statusEveryMs);
}

function applyChanges(kind: Kind, changes: readonly ObjectChange[]): void {
  for (const { id, object } of changes) {
    cache.setQueryData(keys.object(kind, id), (old: unknown) => (old === undefined ? undefined : (object ?? null)));
    const queryKey = ['derived', kind, id];
    // Nobody can say anything of what is gone.
    if (object === undefined) cache.removeQueries({ queryKey });
    else void cache.invalidateQueries({ queryKey });
  }
  for (const query of cache.getQueryCache().findAll({ queryKey: ['list', kind] })) {
    const parameters = query.queryKey[2] as ListParameters;
    cache.setQueryData(query.queryKey, (old: ListState | undefined) =>
      old === undefined ? undefined : withChanges(kind, old, parameters, changes),
    );
  }
}
