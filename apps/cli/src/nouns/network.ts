import { toneOf } from '../output/palette.ts';
import { age, commonColumns, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

export const networkNoun: Noun<'network'> = {
  kind: 'network',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 3, text: (n) => n.state, tone: (n) => toneOf(n.state) },
    refColumn('cluster', 3, (n) => n.clusterId),
    { title: 'CIDR', priority: 2, text: (n) => n.cidr },
    { title: 'GATEWAY', priority: 5, text: (n) => n.gateway },
    {
      title: 'LEASED',
      priority: 4,
      right: true,
      text: ({ addresses: a }) => (a === undefined ? '' : `${a.leased}/${a.total}`),
    },
    { title: 'NAT', priority: 7, text: (n) => (n.nat ? 'yes' : 'no') },
    { title: 'NAMESERVERS', priority: 9, wide: true, text: (n) => n.nameservers.join(',') },
    age,
    ...commonColumns,
  ],
};
