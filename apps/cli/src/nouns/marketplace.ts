import { formatAge } from '../output/units.ts';
import { age, commonColumns, counted, idColumn, nameColumn, type Noun } from './noun.ts';

export const marketplaceNoun: Noun<'marketplace'> = {
  kind: 'marketplace',
  columns: [
    idColumn,
    nameColumn,
    { title: 'TYPE', priority: 3, text: (m) => m.type },
    { title: 'URL', priority: 2, shrinkTo: 20, text: (m) => m.url },
    { title: 'ENTRIES', priority: 5, right: true, text: (m) => counted(m.entries) },
    {
      title: 'AS-OF',
      priority: 6,
      right: true,
      text: (m, { now }) => (m.asOf === undefined ? '' : `${formatAge(m.asOf, now)} ago`),
    },
    { title: 'PROBLEMS', priority: 4, shrinkTo: 12, text: (m) => m.problem?.message ?? '', tone: () => 'bad' },
    { title: 'USER', priority: 9, wide: true, text: (m) => m.user ?? '' },
    { title: 'INSECURE', priority: 9, wide: true, text: (m) => (m.insecure ? 'yes' : '') },
    age,
    ...commonColumns,
  ],
};
