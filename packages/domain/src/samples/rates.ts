/** One reading of counters; memory is a gauge. */
export interface SampleCounters {
  readonly cpuSeconds: number;
  /** Of a virtual machine: what it takes on its host. */
  readonly memoryBytes: number;
  /** In use as the guest itself sees it; absent: nobody knows. */
  readonly guestMemoryBytes?: number;
  readonly diskReadBytes: number;
  readonly diskWrittenBytes: number;
  readonly networkReceivedBytes: number;
  readonly networkSentBytes: number;
}

/**
 * What graphs show. `cpu`: processors in use, 1.0 is one whole; the others in bytes, or bytes per second. No guest uses no
 * memory: of `guestMemoryBytes` 0 means that it is not known.
 */
export const rateNames = [
  'cpu',
  'memoryBytes',
  'diskReadBytesPerSecond',
  'diskWrittenBytesPerSecond',
  'networkReceivedBytesPerSecond',
  'networkSentBytesPerSecond',
  'guestMemoryBytes',
] as const;
export type Rates = Readonly<Record<(typeof rateNames)[number], number>>;

/** Undefined when a counter went back: it was reset by a restart, and the rate between is not known. */
export function ratesBetween(before: SampleCounters, after: SampleCounters, seconds: number): Rates | undefined {
  const rate = (name: Exclude<keyof SampleCounters, 'guestMemoryBytes'>) => (after[name] - before[name]) / seconds;
  const rates: Rates = {
    cpu: rate('cpuSeconds'),
    memoryBytes: after.memoryBytes,
    diskReadBytesPerSecond: rate('diskReadBytes'),
    diskWrittenBytesPerSecond: rate('diskWrittenBytes'),
    networkReceivedBytesPerSecond: rate('networkReceivedBytes'),
    networkSentBytesPerSecond: rate('networkSentBytes'),
    guestMemoryBytes: after.guestMemoryBytes ?? 0,
  };
  return rateNames.every((name) => rates[name] >= 0 && Number.isFinite(rates[name])) ? rates : undefined;
}
