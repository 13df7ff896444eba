import type { RatePoint } from './sample-ring.ts';

/** What an instance or a host has to use up. */
export interface Size {
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** What an instance or a host uses just now, as its newest sample says. Fractions are of its size: 1 is all of it. */
export interface Use {
  /** ISO 8601, by the clock of its host. */
  readonly at: string;
  readonly cpu: number;
  readonly cpuFraction: number;
  readonly memoryBytes: number;
  /** Absent: the guest does not tell, and the fraction is that of what it takes on its host. */
  readonly guestMemoryBytes?: number;
  readonly memoryFraction: number;
}

/**
 * How long the newest sample counts as now, ms; one comes every 10 s. Longer: what a silent guest did once is read as
 * what it does. Shorter: two late samples look like silence.
 */
export const useLastsMs = 60_000;

const bytesOfMiB = 1_048_576;

export function useOf({ at, rates }: RatePoint, { cpus, memoryMiB }: Size): Use {
  const { cpu, memoryBytes, guestMemoryBytes } = rates;
  const inUse = guestMemoryBytes > 0 ? guestMemoryBytes : memoryBytes;
  return {
    at: new Date(at).toISOString(),
    cpu,
    cpuFraction: fraction(cpu, cpus),
    memoryBytes,
    ...(guestMemoryBytes > 0 ? { guestMemoryBytes } : {}),
    memoryFraction: fraction(inUse, memoryMiB * bytesOfMiB),
  };
}

/** To a ten-thousandth: nobody measured more. */
export const fraction = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
