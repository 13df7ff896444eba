import { age, commonColumns, idColumn, type Noun, refColumn } from './noun.ts';

export const leaseNoun: Noun<'lease'> = {
  kind: 'lease',
  columns: [
    idColumn,
    { title: 'ADDRESS', priority: 1, text: (l) => l.address },
    { title: 'MAC', priority: 5, text: (l) => l.mac },
    refColumn('instance', 2, (l) => l.instanceId),
    refColumn('network', 3, (l) => l.networkId),
    refColumn('cluster', 4, (l) => l.clusterId),
    age,
    ...commonColumns,
  ],
};
