import { age, commonColumns, idColumn, nameColumn, type Noun } from './noun.ts';

export const datastoreNoun: Noun<'datastore'> = {
  kind: 'datastore',
  columns: [
    idColumn,
    nameColumn,
    { title: 'TYPE', priority: 4, text: (d) => d.type },
    { title: 'PATH', priority: 2, shrinkTo: 20, text: (d) => d.path ?? '' },
    age,
    ...commonColumns,
  ],
};
