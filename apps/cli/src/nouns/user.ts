import { age, idColumn, nameColumn, type Noun } from './noun.ts';

export const userNoun: Noun<'user'> = {
  kind: 'user',
  columns: [
    idColumn,
    nameColumn,
    { title: 'ENABLED', priority: 3, text: (u) => (u.enabled ? 'yes' : 'no') },
    { title: 'ADMINISTRATOR', priority: 4, text: (u) => (u.administrator ? 'yes' : 'no') },
    {
      title: 'GROUPS',
      priority: 2,
      shrinkTo: 10,
      names: ['group'],
      text: (u, { names }) => u.groupIds.map((g) => names.of('group', g)).join(','),
    },
    age,
    { title: 'LABELS', priority: 9, wide: true, text: (u) => Object.keys(u.labels).join(',') },
  ],
};
