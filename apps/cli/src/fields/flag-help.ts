import { formatMiB, formatSeconds } from '../output/units.ts';
import type { FieldSchema } from './field-schema.ts';

/** Where the contract says nothing that helps on a command line. */
const helps: Readonly<Record<string, string>> = {
  cpus: 'Virtual processors',
  memoryMiB: 'Memory, such as 256M or 1G',
  diskSizeMiB: "Size of the disk, such as 2G; the image's own when it is not given",
  kind: 'What it runs as',
  rank: 'How to choose among the hosts that fit',
  admission: 'Whether it takes new instances',
  os: 'Operating system',
  cidr: 'Such as 10.60.0.0/24',
  enabled: 'Whether the user may log in',
  nat: 'Do not masquerade what leaves the network',
  haltSignal: 'Signal that shuts its init down in a container',
  rebootSignal: 'Signal that reboots its init in a container',
  minMemoryMiB: 'Less memory than this does not boot, such as 64M',
  name: 'Its new name',
  requirements: 'Expression that a host must satisfy, such as: labels.zone == "a"',
  permissions: 'Rights of owner, group and others, such as um-u-----',
};

/** What stands beside a flag in `--help`. */
export function helpOf(field: string, schema: FieldSchema): string {
  const said = schema.description?.startsWith('Number of the object') ? '' : (schema.description ?? '');
  const text = (helps[field] ?? said).replace(/\.$/, '');
  const value = schema.default;
  const shown = typeof value === 'string' ? value : typeof value === 'number' ? defaultNumber(field, value) : '';
  if (shown !== '') return `${text}${text === '' ? '' : ' '}(default: ${shown})`;
  return Array.isArray(value) && value.length > 0 ? `${text} (default: ${value.join(',')})`.trim() : text;
}

function defaultNumber(field: string, value: number): string {
  if (field.endsWith('MiB')) return formatMiB(value);
  return field.endsWith('Seconds') ? formatSeconds(value) : String(value);
}
