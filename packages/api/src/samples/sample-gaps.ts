import { type ReplyHeard, samplesHistory } from '@skerry/contract';
import { type History, rateNames, type Rates, type SampleRings, type SampleSubject } from '@skerry/domain';
import { type Clock, type Log, toFailure } from '@skerry/kit';
import type { ClusterLinks } from '../ports/cluster-links.ts';

/** A person waits for the graph: what the cluster does not tell by then is left out, ms. */
const historyMs = 3_000;

export interface SampleGapParts {
  readonly samples: SampleRings;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: () => ClusterLinks;
}

/** Asks a cluster once for each subject and each time that the link was away. */
export class SampleGaps {
  readonly #parts: SampleGapParts;
  /** When a subject was filled last, ms of the monotonic clock. */
  readonly #filled = new Map<string, number>();

  constructor(parts: SampleGapParts) {
    this.#parts = parts;
  }

  async fill(subject: SampleSubject, object: { id: number; clusterId: number }, from: number): Promise<void> {
    const { clock, samples, log } = this.#parts;
    const links = this.#parts.links();
    const since = links.connectedSince(object.clusterId);
    if (since === undefined) return;
    const connectedAt = clock.now().getTime() - (clock.monotonicMs() - since);
    const key = `${subject}/${object.id}`;
    if (from > connectedAt || (this.#filled.get(key) ?? -Infinity) >= since) return;
    this.#filled.delete(key);
    this.#filled.set(key, clock.monotonicMs());
    if (this.#filled.size > 20_000) this.#filled.delete(this.#filled.keys().next().value as string);
    try {
      const body = { subject, id: object.id };
      const { histories } = await links.ask(object.clusterId, samplesHistory, body, historyMs);
      samples.fill(subject, object.id, histories.map(historyFrom));
    } catch (error) {
      // A graph with a gap is better than none; an older cluster does not know the question.
      log.debug({ ...toFailure(error), subject, id: object.id }, 'a cluster did not tell its samples');
    }
  }
}

type Told = ReplyHeard<typeof samplesHistory>['histories'][number];

const historyFrom = ({ stepSeconds, points, guestMemoryBytes = [] }: Told): History => ({
  stepSeconds,
  points: points.map(([at, ...values], n) => ({
    at,
    // Of a cluster that does not tell it, it is not known.
    rates: Object.fromEntries(
      rateNames.map((name, i) => [name, name === 'guestMemoryBytes' ? (guestMemoryBytes[n] ?? 0) : values[i]]),
    ) as unknown as Rates,
  })),
});
