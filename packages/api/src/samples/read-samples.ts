import type { samples, samplesQuery } from '@skerry/contract';
import type { SampleSubject } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';

type Samples = z.input<typeof samples>;

/** Clocks of hosts may be ahead of ours: what they measured now must not be cut off, ms. */
const clocksApartMs = 60_000;
/** What a graph shows. What we did not hear, because we or the link were away, the cluster is asked for. */
export async function readSamples(
  subject: SampleSubject,
  object: { readonly id: number; readonly clusterId: number },
  query: z.output<typeof samplesQuery>,
  cloud: Cloud,
): Promise<Samples> {
  const now = cloud.clock.now().getTime();
  const to = query.to === undefined ? now : Date.parse(query.to);
  const from = query.from === undefined ? to - query.seconds * 1000 : Date.parse(query.from);
  await cloud.sampleGaps.fill(subject, object, from);
  const until = query.to === undefined ? to + clocksApartMs : to;
  const { stepSeconds, points } = cloud.samples.read(subject, object.id, from, until, query.step ?? 0);
  return {
    intervalSeconds: stepSeconds,
    ...memoryOf(subject, object.id, cloud),
    points: points.map(({ at, rates: { guestMemoryBytes, ...rates } }) => ({
      at: new Date(at).toISOString(),
      ...rates,
      ...(guestMemoryBytes === 0 ? {} : { guestMemoryBytes }),
    })),
  };
}

const bytesOfMiB = 1024 * 1024;

function memoryOf(subject: SampleSubject, id: number, { model }: Cloud): { memoryTotalBytes?: number } {
  const memoryMiB =
    subject === 'instance' ? model.get('instance', id)?.spec.memoryMiB : model.hostStatus.get(id)?.report?.memoryMiB;
  return memoryMiB === undefined ? {} : { memoryTotalBytes: memoryMiB * bytesOfMiB };
}
