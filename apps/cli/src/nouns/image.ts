import { formatBytes, formatMiB } from '../output/units.ts';
import { toneOf } from '../output/palette.ts';
import { age, commonColumns, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

export const imageNoun: Noun<'image'> = {
  kind: 'image',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 3, text: (i) => i.state, tone: (i) => toneOf(i.state) },
    { title: 'OS', priority: 5, shrinkTo: 8, text: (i) => i.os },
    { title: 'ARCH', priority: 7, text: (i) => i.architecture },
    { title: 'KINDS', priority: 4, text: (i) => i.kinds.join(',') },
    { title: 'SIZE', priority: 3, right: true, text: (i) => formatMiB(i.sizeMiB) },
    { title: 'FILE', priority: 6, right: true, text: (i) => formatBytes(i.fileBytes) },
    { title: 'MIN-MEMORY', priority: 9, right: true, wide: true, text: (i) => formatMiB(i.minMemoryMiB) },
    { ...refColumn('datastore', 7, (i) => i.datastoreId), wide: true },
    { title: 'DIGEST', priority: 9, wide: true, text: (i) => `${i.digest.slice(0, 19)}…` },
    age,
    ...commonColumns,
  ],
  lost: (i) => `the image ${i.name} (${i.id}) and its file of ${formatBytes(i.fileBytes)}`,
};
