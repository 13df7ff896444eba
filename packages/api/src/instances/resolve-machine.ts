import {
  hasMachine,
  type InstanceKind,
  kindTable,
  type MachineAsked,
  machineAsked,
  machineProblem,
} from '@skerry/domain';
import { invalidField } from '../errors.ts';

/** A disc brings its drive. */
export const withCdrom = (asked: MachineAsked | undefined, imageId: number | undefined): MachineAsked | undefined =>
  imageId === undefined ? asked : { ...asked, cdromDrive: true };

/** Of what an image or template says a kind without a machine takes no notice; what was asked for it refuses. */
export function resolveMachine(
  kind: InstanceKind,
  cpus: number,
  before: readonly (MachineAsked | undefined)[],
  asked: MachineAsked | undefined,
): MachineAsked | undefined {
  if (!hasMachine(kind)) {
    if (asked === undefined) return undefined;
    const { word } = kindTable[kind];
    throw invalidField('machine', `A ${word} has no machine that could be chosen: leave out ${named(asked)}.`);
  }
  const machine = machineAsked(...before, asked);
  const problem = machineProblem(machine, cpus);
  if (problem !== undefined) throw invalidField(`machine.${problem.field}`, problem.message);
  return machine;
}

const named = (asked: MachineAsked): string =>
  Object.keys(asked)
    .map((field) => `machine.${field}`)
    .join(', ');
