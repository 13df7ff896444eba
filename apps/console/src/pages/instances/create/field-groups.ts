/** How the fields of a new instance lie together. One that no group names stands with the last. Pure. */
import type { Field } from '../../../forms/field.ts';

const groups = [
  { group: 'what', columns: { base: 1, sm: 2 }, names: ['name', 'kind', 'templateId', 'imageId'] },
  { group: 'size', columns: { base: 1, xs: 3 }, names: ['cpus', 'memoryMiB', 'diskSizeMiB'] },
  {
    group: 'machine',
    columns: { base: 1, sm: 2 },
    names: [
      'machine.firmware',
      'machine.secureBoot',
      'machine.tpm',
      'machine.chipset',
      'machine.diskBus',
      'machine.nicModel',
      'machine.video',
      'machine.tablet',
      'machine.cdromDrive',
      'cdromImageId',
      'machine.bootOrder',
      'machine.cpuModel',
      'machine.topology.sockets',
      'machine.topology.cores',
      'machine.topology.threads',
    ],
  },
  {
    group: 'application',
    columns: { base: 1, sm: 2 },
    names: [
      'application.entrypoint',
      'application.command',
      'application.environment',
      'application.user',
      'application.workingDirectory',
      'application.stopSignal',
      'application.restart',
      'application.mostRestarts',
    ],
  },
  {
    group: 'place',
    columns: { base: 1, sm: 2 },
    names: ['clusterId', 'hostId', 'nics', 'rank', 'requirements', 'antiAffinityGroup', 'antiAffinityMode'],
  },
  { group: 'access', columns: { base: 1 }, names: ['context.sshKeys', 'context.userData', 'start'] },
  { group: 'whose', columns: { base: 1 }, names: [] },
] as const;

export interface FieldGroup {
  readonly group: (typeof groups)[number]['group'];
  readonly columns: Readonly<Record<string, number>>;
  readonly members: readonly Field[];
}

export function groupsOf(fields: readonly Field[]): FieldGroup[] {
  const named = new Set<string>(groups.flatMap(({ names }) => names));
  return groups.map(({ group, columns, names }) => ({
    group,
    columns,
    members:
      group === 'whose'
        ? fields.filter(({ name }) => !named.has(name))
        : (names as readonly string[]).flatMap((name) => fields.filter((field) => field.name === name)),
  }));
}
