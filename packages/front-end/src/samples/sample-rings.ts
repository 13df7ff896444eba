import type { sampleCounters, samples } from '@skerry/contract';
import type { z } from 'zod';

export type Counters = z.output<typeof sampleCounters>;
export type Samples = z.input<typeof samples>;
type Point = Samples['points'][number];

export const intervalSeconds = 10;
/** One hour. Larger: memory, about 100 bytes a point. */
const kept = 360;
/** Subjects remembered; a cluster that invents numbers cannot fill the memory. */
const maxSubjects = 20_000;

interface Ring {
  readonly points: Point[];
  last: { at: number; counters: Counters } | undefined;
}

/** The last hour of every host and instance, in memory only: a restart begins anew. */
export class SampleRings {
  readonly #rings = new Map<string, Ring>();

  /** A reading of counters at `at`, ms. What comes sooner than the interval, or from the past, is passed over. */
  push(subject: 'host' | 'instance', id: number, at: number, counters: Counters): void {
    const key = `${subject}/${id}`;
    let ring = this.#rings.get(key);
    if (ring === undefined) {
      if (this.#rings.size >= maxSubjects) this.#rings.delete(this.#rings.keys().next().value as string);
      ring = { points: [], last: undefined };
      this.#rings.set(key, ring);
    }
    const { last } = ring;
    const seconds = last === undefined ? 0 : (at - last.at) / 1000;
    // A host's clock that was set back begins a new series.
    if (last !== undefined && seconds >= 0 && seconds < intervalSeconds - 0.5) return;
    ring.last = { at, counters };
    if (last === undefined || seconds < 0) return;
    const rate = (name: keyof Counters) => (counters[name] - last.counters[name]) / seconds;
    const point: Point = {
      at: new Date(at).toISOString(),
      cpu: rate('cpuSeconds'),
      memoryBytes: counters.memoryBytes,
      diskReadBytesPerSecond: rate('diskReadBytes'),
      diskWrittenBytesPerSecond: rate('diskWrittenBytes'),
      networkReceivedBytesPerSecond: rate('networkReceivedBytes'),
      networkSentBytesPerSecond: rate('networkSentBytes'),
    };
    // A counter that went back was reset by a restart: the rate between is not known.
    if (Object.values(point).some((v) => typeof v === 'number' && v < 0)) return;
    ring.points.push(point);
    if (ring.points.length > kept) ring.points.shift();
  }

  read(subject: 'host' | 'instance', id: number, seconds: number): Samples {
    const points = this.#rings.get(`${subject}/${id}`)?.points ?? [];
    return { intervalSeconds, points: points.slice(-Math.ceil(seconds / intervalSeconds)) };
  }

  latest(subject: 'host' | 'instance', id: number): Point | undefined {
    return this.#rings.get(`${subject}/${id}`)?.points.at(-1);
  }

  forget(subject: 'host' | 'instance', id: number): void {
    this.#rings.delete(`${subject}/${id}`);
  }
}
