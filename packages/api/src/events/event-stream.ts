import { isAdministrator, may, privatePermissions, type Subject } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { Kind } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import type { ObjectChange } from '../state/model.ts';
import { viewOf } from '../views/views.ts';
import type { EventHub, ObjectRights } from './event-hub.ts';
import type { EventOutput } from './event-output.ts';
import { touchedBy } from './touched.ts';

/** Milliseconds between signs of life. Longer: proxies cut silent connections. */
const heartbeatMs = 15_000;
/** A reader that takes nothing for so long is cut, milliseconds. */
const stalledMs = 30_000;

export interface EventStreamOptions {
  readonly cloud: Cloud;
  readonly hub: EventHub;
  readonly kinds: ReadonlySet<Kind>;
  readonly output: EventOutput;
  /** The reader's rights now; undefined: none any more. */
  readonly subject: () => Subject | undefined;
  readonly onSlow: () => void;
}

interface Waiting {
  readonly kind: Kind;
  readonly id: number;
  readonly revision: number;
  /** Whose it was before the first change that waits. */
  readonly before: ObjectRights | undefined;
  readonly onlyCounts: boolean;
}

type Change = Pick<ObjectChange, 'kind' | 'id' | 'revision' | 'onlyCounts'> & {
  readonly before?: ObjectRights | undefined;
  readonly after?: ObjectRights | undefined;
};

/** Of what is gone and long forgotten, for administrators, who saw it whosever it was. */
const known: ObjectRights = { ownerId: -1, groupId: -1, permissions: privatePermissions };

/**
 * One reader. At most one event per object waits for it, and the object is looked at when its event is written: a slow
 * reader sees fewer states, never old ones. Too much behind, it is cut and comes back with `Last-Event-ID`.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ending = new AbortController();
  #ready = false;
  /** Events of a revision were written, and its last one, which would carry the id, is not for this reader. */
  #owesId = false;
  /** Of the reader, when it was last looked at. */
  #groups: string | undefined;
  #lastTaken = performance.now();

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  end(): void {
    this.#ending.abort();
    this.#options.output.end();
  }

  async run(lastEventId: number | undefined, reader: Subject): Promise<void> {
    const { hub, output, cloud } = this.#options;
    const stopReading = hub.read((changes) => this.#guarded(() => this.#enqueue(changes)));
    const beat = setInterval(() => this.#guarded(() => this.#beat()), heartbeatMs);
    const closed = new Promise<void>((resolve) => {
      output.onGone(resolve);
      this.#ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    output.onRoom(() => this.#guarded(() => this.#flush()));
    try {
      const now = cloud.model.revision;
      output.write({ id: lastEventId ?? now, event: 'hello', data: { revision: now } });
      if (lastEventId !== undefined && lastEventId < now) await this.#replay(lastEventId, now, reader);
      if (lastEventId !== undefined && lastEventId > now) this.#resync();
      this.#ready = true;
      this.#flush();
      await closed;
    } finally {
      clearInterval(beat);
      stopReading();
      this.#ending.abort();
      output.end();
    }
  }

  #sees(reader: Subject, object: ObjectRights | undefined): boolean {
    const { faults } = this.#options.cloud;
    return object !== undefined && faults.attempt(object, 'events', () => may(reader, 'use', object), false);
  }

  /** A fault of ours cuts this reader, who comes back with its last id; nobody else notices. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (err) {
      this.#options.cloud.log.error({ err }, 'a reader of events was cut: writing to it failed');
      this.#ending.abort();
      this.#options.output.cut();
    }
  }

  #enqueue(changes: readonly Change[]): void {
    const reader = this.#ready ? this.#reader() : undefined;
    for (const { kind, id, revision, before, after, onlyCounts } of changes) {
      if (!this.#options.kinds.has(kind)) continue;
      // What this reader may not see takes no place in its queue: others' haste must not cut it.
      if (reader !== undefined && !this.#sees(reader, before) && !this.#sees(reader, after)) continue;
      const key = `${kind}/${id}`;
      const first = this.#waiting.get(key);
      this.#waiting.delete(key);
      this.#waiting.set(key, {
        kind,
        id,
        revision,
        before: first === undefined ? before : first.before,
        onlyCounts: onlyCounts === true && (first?.onlyCounts ?? true),
      });
    }
    if (this.#ready) {
      if (this.#waiting.size > this.#options.cloud.limits['event-queue']) return this.#cut();
      this.#flush();
    }
  }

  /** What happened from the reader's last event until now, from the store's history. */
  async #replay(from: number, until: number, reader: Subject): Promise<void> {
    const { cloud, hub } = this.#options;
    const seesAll = isAdministrator(reader);
    // Decided by what is the reader's own alone: that it must list again may tell nothing of others.
    if (!seesAll && !hub.knows(from)) return this.#resync();
    const reading = new AbortController();
    const stop = () => reading.abort();
    this.#ending.signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const batch of cloud.store.watch('/', from, reading.signal)) {
        if (batch.revision > until) break;
        for (const { kind, id } of batch.changes.flatMap((change) => touchedBy(change, cloud.model))) {
          // What it could see then and now is another set, and what it missed is not written anywhere.
          if (kind === 'user' && id === reader.userId && !seesAll) return this.#resync();
          if (this.#waiting.has(`${kind}/${id}`)) continue;
          const after = cloud.model.get(kind, id);
          const before = seesAll ? known : hub.rightsAt(kind, id, from);
          if (!this.#sees(reader, after) && !this.#sees(reader, before)) continue;
          this.#enqueue([{ kind, id, revision: batch.revision, before, after }]);
          if (this.#waiting.size > cloud.limits['event-queue']) return this.#resync();
        }
        if (batch.revision === until) break;
      }
    } catch (error) {
      if (!(error instanceof SkerryError) || error.failure.code !== 'store-compacted') throw error;
      this.#resync();
    } finally {
      reading.abort();
      this.#ending.signal.removeEventListener('abort', stop);
    }
  }

  /** The reader must list again: what it missed is not known any more. */
  #resync(): void {
    this.#waiting.clear();
    const { revision } = this.#options.cloud.model;
    this.#options.output.write({ id: revision, event: 'resync', data: { revision } });
  }

  /** The reader's rights now; with other groups it sees another set of objects, and lists again. */
  #reader(): Subject | undefined {
    const reader = this.#options.subject();
    if (reader === undefined) return undefined;
    const groups = reader.groupIds.join();
    if (this.#groups !== undefined && this.#groups !== groups) this.#resync();
    this.#groups = groups;
    return reader;
  }

  #flush(): void {
    const { output, cloud } = this.#options;
    if (this.#ending.signal.aborted) return;
    const reader = this.#reader();
    if (reader === undefined) return this.end();
    const ahead = this.#waiting.values();
    ahead.next();
    for (const [key, { kind, id, revision, before, onlyCounts }] of this.#waiting) {
      if (output.isFull) return;
      this.#waiting.delete(key);
      this.#lastTaken = performance.now();
      const after = cloud.model.get(kind, id);
      const isSeen = after !== undefined && this.#sees(reader, after) && !(onlyCounts && !may(reader, 'manage', after));
      const isGone = this.#sees(reader, before) && !this.#sees(reader, after);
      // A reader goes on after the last id that it has: one that broke off within a revision must hear it all again.
      const isLast = ahead.next().value?.revision !== revision;
      const name = isLast ? { id: revision } : {};
      if (isSeen || isGone) this.#owesId = !isLast;
      else if (isLast && this.#owesId) {
        this.#owesId = false;
        output.write({ id: revision });
      }
      if (isSeen) {
        const object = cloud.faults.attempt(after, 'events', () => viewOf(kind, after, cloud, reader), undefined);
        // Without it the reader would come back for it for ever: only the place goes on.
        if (object !== undefined) output.write({ ...name, event: 'put', data: { kind, id, object, revision } });
        else if (isLast) output.write(name);
      } else if (isGone) {
        output.write({ ...name, event: 'delete', data: { kind, id, revision } });
      }
    }
  }

  #beat(): void {
    const { output, subject } = this.#options;
    if (subject() === undefined) return this.end();
    if (output.isFull) {
      if (performance.now() - this.#lastTaken > stalledMs) this.#cut();
      return;
    }
    output.write({});
  }

  #cut(): void {
    this.#options.onSlow();
    this.#ending.abort();
    this.#options.output.cut();
  }
}
