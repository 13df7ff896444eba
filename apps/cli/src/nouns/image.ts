import { formatBytes, formatMiB, percent } from '../output/units.ts';
import { toneOf } from '../output/palette.ts';
import { age, commonColumns, idColumn, nameColumn, type Noun, type ObjectOf, refColumn } from './noun.ts';

export const imageNoun: Noun<'image'> = {
  kind: 'image',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 3, text: stateText, tone: (i) => toneOf(i.state) },
    { title: 'OS', priority: 5, shrinkTo: 8, text: (i) => i.os },
    { title: 'ARCH', priority: 7, text: (i) => i.architecture },
    { title: 'KINDS', priority: 4, text: (i) => i.kinds.join(',') },
    { title: 'SIZE', priority: 3, right: true, text: (i) => (i.sizeMiB === undefined ? '' : formatMiB(i.sizeMiB)) },
    {
      title: 'FILE',
      priority: 6,
      right: true,
      text: (i) => (i.fileBytes === undefined ? '' : formatBytes(i.fileBytes)),
    },
    { title: 'MIN-MEMORY', priority: 9, right: true, wide: true, text: (i) => formatMiB(i.minMemoryMiB) },
    { ...refColumn('datastore', 7, (i) => i.datastoreId), wide: true },
    {
      title: 'DIGEST',
      priority: 9,
      wide: true,
      text: (i) => (i.digest === undefined ? '' : `${i.digest.slice(0, 19)}…`),
    },
    age,
    ...commonColumns,
  ],
  lost: (i) =>
    `the image ${i.name} (${i.id})${i.fileBytes === undefined ? '' : ` and its file of ${formatBytes(i.fileBytes)}`}`,
};

/** While it is imported, how far the step under way is. */
function stateText({ state, progress }: ObjectOf<'image'>): string {
  const { bytes = 0, of } = progress ?? {};
  return of === undefined || of === 0 ? state : `${state} ${percent(bytes / of)}`;
}
