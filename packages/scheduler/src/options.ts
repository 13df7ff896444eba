export interface ScheduleOptions {
  /**
   * Virtual processors per real one. Larger: guests wait for each other. Smaller: processors idle, for guests seldom
   * compute all at once.
   */
  readonly cpuFactor?: number;
  /** Above 1 a host can run out of memory and the kernel then kills guests. */
  readonly memoryFactor?: number;
  /** Above 1 a host's disk can fill up while guests write, and they pause. */
  readonly diskFactor?: number;
}

export const defaultOptions: Required<ScheduleOptions> = { cpuFactor: 4, memoryFactor: 1, diskFactor: 1 };

/** Longest list of candidates in a plan: enough to compare, little enough to read and to send. */
export const candidateLimit = 100;

/** How much may be promised on a host of this capacity: the limits that placement keeps. */
export const roomIn = (capacity: { readonly cpus: number; readonly memoryMiB: number }) => ({
  cpus: capacity.cpus * defaultOptions.cpuFactor,
  memoryMiB: capacity.memoryMiB * defaultOptions.memoryFactor,
});
