import { age, commonColumns, counted, idColumn, nameColumn, type Noun } from './noun.ts';

export const groupNoun: Noun<'group'> = {
  kind: 'group',
  columns: [
    idColumn,
    nameColumn,
    { title: 'USERS', priority: 2, right: true, text: (g) => counted(g.users) },
    age,
    ...commonColumns,
  ],
};
