/**
 * Where the same lies: mirrors in their order, and the origin last. A mirror that fails is passed over for a while; what it
 * gives is believed by its digest, and what a tag means by the word of the administrator who named it.
 */
import type { Clock } from '@skerry/kit';
import { sourceCodeOf, type SourceErrorCode, sourceError } from '@skerry/outbound';
import type { Authorization } from './authorization.ts';

export interface Place {
  readonly url: URL;
  readonly authorization: Authorization;
  /** On the monotonic clock. */
  restsUntil: number;
}

/** Milliseconds. Smaller: each layer waits for a dead mirror. Larger: one that is back stays unused. */
const restMs = 60_000;

/** What another place may do better. An answer that is none of these is an answer. */
const worthAnother: ReadonlySet<SourceErrorCode | undefined> = new Set<SourceErrorCode>([
  'source-unreachable',
  'source-refused',
  'source-rate-limited',
  'source-not-found',
  'source-not-understood',
  'source-wrong-digest',
  'source-wrong-size',
  'source-changed',
  'source-too-large',
  'source-redirect-refused',
]);

export class Places {
  readonly #places: readonly Place[];
  readonly #clock: Clock;
  readonly origin: Place;

  constructor(places: readonly Place[], clock: Clock) {
    const origin = places.at(-1);
    if (origin === undefined) throw sourceError('source-setting', 'A registry without an address cannot be asked.');
    this.#places = places;
    this.#clock = clock;
    this.origin = origin;
  }

  /** The origin never rests. */
  awake(): readonly Place[] {
    const now = this.#clock.monotonicMs();
    return this.#places.filter((place) => place === this.origin || place.restsUntil <= now);
  }

  /** What the first gives that can. */
  async somewhere<T>(work: (place: Place) => Promise<T>): Promise<T> {
    for (const place of this.awake()) {
      if (place === this.origin) break;
      try {
        return await work(place);
      } catch (error) {
        this.passOver(place, error);
      }
    }
    return work(this.origin);
  }

  /** Lets it rest; throws when no other could do better. */
  passOver(place: Place, error: unknown): void {
    if (place === this.origin || !worthAnother.has(sourceCodeOf(error))) throw error;
    place.restsUntil = this.#clock.monotonicMs() + restMs;
  }
}
