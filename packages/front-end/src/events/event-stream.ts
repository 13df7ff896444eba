import type { ServerResponse } from 'node:http';
import { may, type Subject } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import type { ObjectChange } from '../state/model.ts';
import { viewOf } from '../views/views.ts';
import type { EventHub } from './event-hub.ts';
import { touchedBy } from './touched.ts';

/** Milliseconds between signs of life. Longer: proxies cut silent connections. */
const heartbeatMs = 15_000;
/** Bytes that may wait in the socket before we stop writing to it. */
const highWaterBytes = 256 * 1024;
/** A reader that takes nothing for so long is cut, milliseconds. */
const stalledMs = 30_000;

export interface EventStreamOptions {
  readonly cloud: Cloud;
  readonly hub: EventHub;
  readonly kinds: ReadonlySet<Kind>;
  readonly output: ServerResponse;
  /** The reader's rights now; undefined: none any more. */
  readonly subject: () => Subject | undefined;
  readonly onSlow: () => void;
}

interface Waiting {
  readonly kind: Kind;
  readonly id: number;
  readonly revision: number;
  /** The object before the first change that waits. */
  readonly before: Objects[Kind] | undefined;
}

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
  #lastTaken = performance.now();

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  end(): void {
    this.#ending.abort();
    this.#options.output.end();
  }

  async run(lastEventId: number | undefined, seesAll: boolean): Promise<void> {
    const { hub, output, cloud } = this.#options;
    const stopReading = hub.read((changes) => this.#enqueue(changes));
    const beat = setInterval(() => this.#beat(), heartbeatMs);
    const closed = new Promise<void>((resolve) => {
      output.once('close', resolve);
      this.#ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    output.on('error', () => this.end());
    output.on('drain', () => this.#flush());
    try {
      const now = cloud.model.revision;
      output.write(`retry: 2000\nid: ${lastEventId ?? now}\nevent: hello\ndata: {"revision":${now}}\n\n`);
      if (lastEventId !== undefined && lastEventId < now) await this.#replay(lastEventId, now, seesAll);
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

  #enqueue(changes: readonly Pick<ObjectChange, 'kind' | 'id' | 'revision' | 'before'>[]): void {
    for (const { kind, id, revision, before } of changes) {
      if (!this.#options.kinds.has(kind)) continue;
      const key = `${kind}/${id}`;
      const first = this.#waiting.get(key);
      this.#waiting.delete(key);
      this.#waiting.set(key, { kind, id, revision, before: first === undefined ? before : first.before });
    }
    if (this.#waiting.size > this.#options.cloud.limits['event-queue']) return this.#cut();
    if (this.#ready) this.#flush();
  }

  /** What happened from the reader's last event until now, from the store's history. */
  async #replay(from: number, until: number, seesAll: boolean): Promise<void> {
    const { cloud, hub } = this.#options;
    const reading = new AbortController();
    const stop = () => reading.abort();
    this.#ending.signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const batch of cloud.store.watch('/', from, reading.signal)) {
        if (batch.revision > until) break;
        for (const touched of batch.changes.flatMap((change) => touchedBy(change, cloud.model))) {
          if (this.#waiting.has(`${touched.kind}/${touched.id}`)) continue;
          const gone = cloud.model.get(touched.kind, touched.id) === undefined;
          const rights = gone ? hub.rightsOfGone(touched.kind, touched.id) : undefined;
          // Whether this reader may know of it cannot be told any more.
          if (gone && rights === undefined && !seesAll) return this.#resync();
          this.#enqueue([{ ...touched, revision: batch.revision, before: (rights ?? {}) as Objects[Kind] }]);
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
    this.#options.output.write(`id: ${revision}\nevent: resync\ndata: {"revision":${revision}}\n\n`);
  }

  #flush(): void {
    const { output, cloud, subject } = this.#options;
    if (this.#ending.signal.aborted) return;
    const reader = subject();
    if (reader === undefined) return this.end();
    const ahead = this.#waiting.values();
    ahead.next();
    for (const [key, { kind, id, revision, before }] of this.#waiting) {
      if (output.writableLength > highWaterBytes) return;
      this.#waiting.delete(key);
      this.#lastTaken = performance.now();
      const after = cloud.model.get(kind, id);
      const sees = after !== undefined && may(reader, 'use', after);
      const saw = before !== undefined && (before.permissions === undefined || may(reader, 'use', before));
      // A reader goes on after the last id that it has: one that broke off within a revision must hear it all again.
      const isLast = ahead.next().value?.revision !== revision;
      const name = isLast ? `id: ${revision}\n` : '';
      if (sees || saw) this.#owesId = !isLast;
      else if (isLast && this.#owesId) {
        this.#owesId = false;
        output.write(`id: ${revision}\n\n`);
      }
      if (sees) {
        const object = viewOf(kind, after, cloud);
        output.write(`${name}event: put\ndata: ${JSON.stringify({ kind, id, object, revision })}\n\n`);
      } else if (saw) {
        output.write(`${name}event: delete\ndata: ${JSON.stringify({ kind, id, revision })}\n\n`);
      }
    }
  }

  #beat(): void {
    const { output, subject } = this.#options;
    if (subject() === undefined) return this.end();
    if (output.writableLength > highWaterBytes) {
      if (performance.now() - this.#lastTaken > stalledMs) this.#cut();
      return;
    }
    output.write(': still here\n\n');
  }

  #cut(): void {
    this.#options.onSlow();
    this.#ending.abort();
    this.#options.output.destroy();
  }
}
