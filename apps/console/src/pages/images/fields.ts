import { architectures, defaultArchitecture, initSignals, kindsThatBoot } from '@skerry/domain';
import type { Field } from '../../forms/field.ts';
import { kindOptions } from '../../forms/kind-options.ts';
import { text } from '../../i18n/i18n.ts';

const architectureOptions = architectures.map((architecture) => ({ value: architecture, label: architecture }));
const signals = initSignals.map((signal) => ({ value: signal, label: signal }));

export const imageFields = (): readonly Field[] => [
  { name: 'path', label: text('images.path'), type: 'text', required: true },
  { name: 'digest', label: text('images.givenDigest'), type: 'text' },
  { name: 'datastoreId', label: text('images.datastore'), type: 'object', of: 'datastore', required: true },
  { name: 'os', label: text('images.os'), type: 'text' },
  { name: 'architecture', label: text('images.architecture'), type: 'choice', options: architectureOptions },
  {
    name: 'kinds',
    label: text('images.kinds'),
    type: 'choice',
    many: true,
    options: kindOptions(),
  },
  { name: 'minMemoryMiB', label: text('images.minMemory'), type: 'size' },
  { name: 'haltSignal', label: text('images.haltSignal'), type: 'choice', options: signals },
  { name: 'rebootSignal', label: text('images.rebootSignal'), type: 'choice', options: signals },
];

/** What the API takes when nothing is said; shown, so that nobody has to guess. */
export const imageDefaults = {
  datastoreId: 0,
  os: 'linux',
  architecture: defaultArchitecture,
  kinds: kindsThatBoot(),
  minMemoryMiB: 64,
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
} as const;
