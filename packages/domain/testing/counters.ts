import type { SampleCounters } from '@skerry/domain';

/** One reading of what has done nothing but count a second, but for what the test says. */
export const countersOf = (given: Partial<SampleCounters> = {}): SampleCounters => ({
  cpuSeconds: 1,
  memoryBytes: 1,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  networkReceivedBytes: 0,
  networkSentBytes: 0,
  ...given,
});
