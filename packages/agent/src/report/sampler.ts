import { samplesPush } from '@skerry/contract';
import type { ComputeDriver, GuestSample } from '@skerry/driver-contract';
import type { Clock } from '@skerry/kit';
import { type Session, tell } from '@skerry/link';

export interface SamplerOptions {
  readonly compute: readonly ComputeDriver[];
  /** Counters of the whole host; undefined where they cannot be read. */
  readonly hostCounters: () => Promise<GuestSample | undefined>;
  readonly hostId: number;
  readonly upward: Session;
  readonly clock: Clock;
}

/** Reads counters and tells them upwards; a reading that cannot be sent is dropped. Nothing is stored here. */
export async function sample(options: SamplerOptions): Promise<void> {
  const { upward } = options;
  if (upward.state === 'connected') tell(upward, samplesPush, { readings: await readAll(options) });
}

async function readAll(options: SamplerOptions) {
  const at = options.clock.now().getTime();
  const readings: { subject: 'host' | 'instance'; id: number; at: number; counters: GuestSample }[] = [];
  const host = await options.hostCounters();
  if (host) readings.push({ subject: 'host', id: options.hostId, at, counters: host });
  for (const driver of options.compute) {
    if (driver.bulkSamples) {
      for (const [id, counters] of await driver.bulkSamples.sampleAll())
        readings.push({ subject: 'instance', id, at, counters });
      continue;
    }
    for (const guest of await driver.list()) {
      if (guest.state !== 'running' && guest.state !== 'paused') continue;
      const counters = await driver.sample(guest.instanceId);
      if (counters) readings.push({ subject: 'instance', id: guest.instanceId, at, counters });
    }
  }
  // A guest whose counters cannot be read must not take those of the others with it.
  return readings.filter(({ counters }) => Object.values(counters).every((n) => Number.isFinite(n) && n >= 0));
}
