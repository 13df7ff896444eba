import type { DiscStep } from '../disc/decide.ts';
import type { DiskStep } from '../disk/decide.ts';
import type { PortStep } from '../port/decide.ts';
import type { GuestStep } from './decide.ts';
import { type StepName, stepNames } from './instance.ts';

export type HostStep = GuestStep | DiscStep | DiskStep | PortStep;

/** Clusters know a closed list of steps, in which the directory goes with the disks. */
export const toldAs = (step: HostStep): StepName => (step === 'remove-directory' ? 'remove-disk' : step);

/** Several parts are at work at once, and one step is told: the earliest in the life of an instance. */
export function toldFirst(steps: readonly HostStep[]): StepName | undefined {
  const told = new Set(steps.map(toldAs));
  return stepNames.find((name) => told.has(name));
}
