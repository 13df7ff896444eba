import type { Field } from '../../forms/field.ts';
import { text } from '../../i18n/i18n.ts';

export const templateFields = (): readonly Field[] => [
  { name: 'imageId', label: text('objects.fields.image'), type: 'object', of: 'image', required: true },
  {
    name: 'kind',
    label: text('objects.fields.kind'),
    type: 'choice',
    required: true,
    options: [
      { value: 'vm', label: text('objects.kinds.vm') },
      { value: 'container', label: text('objects.kinds.container') },
    ],
  },
  { name: 'cpus', label: text('objects.fields.cpus'), type: 'number', required: true },
  { name: 'memoryMiB', label: text('objects.fields.memory'), type: 'size', required: true },
  {
    name: 'diskSizeMiB',
    label: text('templates.disk'),
    hint: text('templates.diskHint'),
    type: 'size',
  },
  {
    name: 'nics',
    label: text('templates.networks'),
    hint: text('templates.networksHint'),
    type: 'nics',
  },
  { name: 'context.sshKeys', label: text('templates.sshKeys'), hint: text('templates.sshKeysHint'), type: 'lines' },
  {
    name: 'context.userData',
    label: text('templates.userData'),
    hint: text('templates.userDataHint'),
    type: 'user-data',
  },
  {
    name: 'requirements',
    label: text('objects.fields.requirements'),
    hint: text('templates.requirementsHint'),
    type: 'text',
  },
  {
    name: 'rank',
    label: text('objects.fields.rank'),
    type: 'choice',
    options: (['pack', 'spread', 'load'] as const).map((value) => ({
      value,
      label: text(`objects.policies.${value}`),
    })),
  },
];

export const templateDefaults = { kind: 'vm', cpus: 1, memoryMiB: 512, rank: 'spread' } as const;
