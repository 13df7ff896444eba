import { formatMiB } from '../output/units.ts';
import { age, commonColumns, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

export const templateNoun: Noun<'template'> = {
  kind: 'template',
  columns: [
    idColumn,
    nameColumn,
    { title: 'KIND', priority: 4, text: (t) => t.kind },
    { title: 'CPUS', priority: 4, right: true, text: (t) => String(t.cpus) },
    { title: 'MEMORY', priority: 3, right: true, text: (t) => formatMiB(t.memoryMiB) },
    refColumn('image', 2, (t) => t.imageId),
    {
      title: 'DISK',
      priority: 5,
      right: true,
      text: (t) => (t.diskSizeMiB === undefined ? 'of image' : formatMiB(t.diskSizeMiB)),
    },
    {
      title: 'NETWORKS',
      priority: 6,
      shrinkTo: 10,
      names: ['network'],
      text: (t, { names }) => (t.networkIds ?? []).map((n) => names.of('network', n)).join(','),
    },
    { title: 'RANK', priority: 8, wide: true, text: (t) => t.rank },
    { title: 'REQUIREMENTS', priority: 9, wide: true, shrinkTo: 16, text: (t) => t.requirements },
    age,
    ...commonColumns,
  ],
};
