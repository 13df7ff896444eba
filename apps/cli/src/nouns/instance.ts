import { formatAge, formatBytes, formatMiB, formatSeconds, percent } from '../output/units.ts';
import { toneOf } from '../output/palette.ts';
import { commonColumns, idColumn, nameColumn, type Noun, type ObjectOf, refColumn } from './noun.ts';

export type Instance = ObjectOf<'instance'>;

export const addressesOf = (instance: Pick<Instance, 'nics'>): string =>
  instance.nics.flatMap((nic) => nic.address ?? []).join(', ');

/** What happens just now, or what went wrong: the part of the state that a word cannot say. */
export function activityOf({ observed }: Pick<Instance, 'observed'>): string {
  if (observed?.failure) return observed.failure.message;
  if (!observed?.step) return '';
  const { name, fraction } = observed.step;
  return fraction === undefined ? name : `${name} ${Math.floor(fraction * 100)}%`;
}

/** What a guest that tells nothing takes on its host is not what it has in use. */
function memoryUseOf({ use }: Pick<Instance, 'use'>): string {
  if (use === undefined) return '';
  const { guestMemoryBytes, memoryBytes, memoryFraction } = use;
  return guestMemoryBytes === undefined
    ? `${formatBytes(memoryBytes)} on host`
    : `${formatBytes(guestMemoryBytes)} (${percent(memoryFraction)})`;
}

export const instanceNoun: Noun<'instance'> = {
  kind: 'instance',
  columns: [
    idColumn,
    nameColumn,
    { title: 'KIND', priority: 5, text: (i) => i.kind },
    { title: 'STATE', priority: 1, text: (i) => i.state, tone: (i) => toneOf(i.state) },
    { title: 'ADDRESS', priority: 2, text: addressesOf, shrinkTo: 15 },
    refColumn('host', 4, (i) => i.hostId),
    refColumn('cluster', 6, (i) => i.clusterId),
    { title: 'CPUS', priority: 7, right: true, text: (i) => String(i.cpus) },
    { title: 'MEMORY', priority: 7, right: true, text: (i) => formatMiB(i.memoryMiB) },
    {
      title: 'CPU-USE',
      priority: 3,
      right: true,
      text: ({ use }) => (use === undefined ? '' : percent(use.cpuFraction)),
    },
    { title: 'MEMORY-USE', priority: 3, right: true, text: memoryUseOf },
    {
      title: 'HEARD',
      priority: 8,
      right: true,
      wide: true,
      text: (i) => (i.lastHeardSeconds === null ? 'never' : `${formatSeconds(i.lastHeardSeconds)} ago`),
    },
    { title: 'AGE', priority: 8, right: true, text: (i, { now }) => formatAge(i.createdAt, now) },
    {
      title: 'DOING',
      priority: 3,
      shrinkTo: 14,
      text: activityOf,
      tone: (i) => (i.observed?.failure ? 'bad' : 'busy'),
    },
    ...commonColumns,
  ],
  lost: (i) => {
    const size = i.disks.reduce((sum, d) => sum + d.sizeMiB, 0);
    const disks = i.disks.length === 1 ? 'its disk' : `its ${i.disks.length} disks`;
    const with_ = i.disks.length === 0 ? '' : ` with all data on ${disks} (${formatMiB(size)})`;
    return `the instance ${i.name} (${i.id}), now ${i.state},${with_}`.replace(/,$/, '');
  },
};
