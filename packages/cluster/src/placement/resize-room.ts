import type { HostReport, Instance } from '@skerry/domain';
import type { Failure } from '@skerry/kit';
import type { Reserved } from '@skerry/scheduler';
import { clusterFailure } from '../errors.ts';

/** A host as the question needs it: what may be promised on it, and what is, to the asked instance too. */
export interface HostRoom {
  readonly capacity: Pick<HostReport, 'cpus' | 'memoryMiB'>;
  readonly reserved: Pick<Reserved, 'cpus' | 'memoryMiB'>;
}

/**
 * Why an instance may not grow on the host where its disks lie; `undefined` when it may. Shrinking is always allowed,
 * also on a host that is too full already.
 */
export function resizeRefusal(before: Instance['spec'], after: Instance['spec'], room: HostRoom): Failure | undefined {
  const { capacity, reserved } = room;
  const cpusFree = capacity.cpus - reserved.cpus;
  const memoryFree = capacity.memoryMiB - reserved.memoryMiB;
  const moreCpus = after.cpus - before.cpus;
  const moreMemory = after.memoryMiB - before.memoryMiB;
  if (moreCpus > 0 && moreCpus > cpusFree) {
    return refused('cpus', `Its host has ${left(cpusFree)} processors free; ${moreCpus} more were asked for.`);
  }
  if (moreMemory > 0 && moreMemory > memoryFree) {
    return refused(
      'memoryMiB',
      `Its host has ${left(memoryFree)} MiB of memory free; ${moreMemory} MiB more were asked for.`,
    );
  }
  return undefined;
}

export const grows = (before: Instance['spec'], after: Instance['spec']): boolean =>
  after.cpus > before.cpus || after.memoryMiB > before.memoryMiB;

const left = (free: number): string => (free <= 0 ? 'no' : String(free));

const refused = (field: string, message: string): Failure => clusterFailure('host-full', message, { field });
