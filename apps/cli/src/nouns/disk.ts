import { formatMiB } from '../output/units.ts';
import { age, commonColumns, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

export const diskNoun: Noun<'disk'> = {
  kind: 'disk',
  columns: [
    idColumn,
    nameColumn,
    { title: 'SIZE', priority: 2, right: true, text: (d) => formatMiB(d.sizeMiB) },
    refColumn('instance', 2, (d) => d.instanceId),
    refColumn('image', 4, (d) => d.imageId),
    refColumn('host', 3, (d) => d.hostId),
    refColumn('cluster', 5, (d) => d.clusterId),
    age,
    ...commonColumns,
  ],
};
