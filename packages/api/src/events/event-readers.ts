import type { Limits, Subject } from '@skerry/domain';
import type { Kind } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import { Places } from '../http/places.ts';
import type { EventHub } from './event-hub.ts';
import type { EventOutput } from './event-output.ts';
import { EventStream } from './event-stream.ts';

/** A stream of events that has its place and waits for a door to carry it. */
export interface OpenedEvents {
  /** Until the reader leaves, loses its rights or is too slow. Throws what failed. */
  carry(output: EventOutput): Promise<void>;
  /** For a door that cannot carry it after all. */
  leave(): void;
}

export interface Reading {
  readonly cloud: Cloud;
  readonly kinds: ReadonlySet<Kind>;
  /** The last event that the reader has. */
  readonly lastEventId: number | undefined;
  readonly reader: Subject;
  /** The reader as they are now; undefined: no longer known. */
  readonly readerNow: () => Subject | undefined;
}

/** All who read events here, and their places. Nothing of it is kept: if we die, readers come back with their last id. */
export class EventReaders {
  readonly #hub: EventHub;
  readonly #places: Places;
  readonly #onSlow: () => void;
  readonly #open = new Set<EventStream>();

  constructor(hub: EventHub, limits: Limits, onSlow: () => void) {
    this.#hub = hub;
    this.#onSlow = onSlow;
    const { 'event-streams': all, 'event-streams-user': each, 'reserve-percent': reservePercent } = limits;
    this.#places = new Places({ all, each, reservePercent, what: 'streams of events' });
  }

  /** Throws `too-many-at-once`. */
  open({ cloud, kinds, lastEventId, reader, readerNow: subject }: Reading): OpenedEvents {
    const leave = this.#places.take(reader);
    if (typeof leave === 'string') throw new RequestError('too-many-at-once', leave, { retryAfter: 5 });
    const carry = async (output: EventOutput) => {
      const stream = new EventStream({ cloud, hub: this.#hub, kinds, output, subject, onSlow: this.#onSlow });
      this.#open.add(stream);
      try {
        await stream.run(lastEventId, reader);
      } finally {
        leave();
        this.#open.delete(stream);
      }
    };
    return { carry, leave };
  }

  end(): void {
    for (const stream of this.#open) stream.end();
  }
}
