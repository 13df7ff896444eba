import { formatSeconds } from '../output/units.ts';
import { age, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

export const tokenNoun: Noun<'token'> = {
  kind: 'token',
  columns: [
    idColumn,
    nameColumn,
    { title: 'PURPOSE', priority: 3, text: (t) => t.purpose },
    { title: 'SCOPE', priority: 3, text: (t) => t.scope ?? '' },
    refColumn('user', 2, (t) => t.userId),
    {
      title: 'EXPIRES',
      priority: 3,
      right: true,
      text: (t, { now }) => {
        const left = (Date.parse(t.expiresAt) - now.getTime()) / 1000;
        return left <= 0 ? 'expired' : `in ${formatSeconds(left)}`;
      },
    },
    age,
  ],
  lost: (t) => `the token ${t.name} (${t.id}); programs that use it can no longer log in`,
};
