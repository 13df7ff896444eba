import type { SampleCounters } from '@skerry/domain';

/** Without a name of its own, so that it goes where JSON goes. */
type Counters = Pick<SampleCounters, keyof SampleCounters>;

/** One reading of what has done nothing but count a second, but for what the test says. */
export const countersOf = (given: Partial<Counters> = {}): Counters => ({
  cpuSeconds: 1,
  memoryBytes: 1,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  networkReceivedBytes: 0,
  networkSentBytes: 0,
  ...given,
});
