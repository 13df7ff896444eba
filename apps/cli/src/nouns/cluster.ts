import { toneOf } from '../output/palette.ts';
import { age, commonColumns, counted, heard, idColumn, nameColumn, type Noun } from './noun.ts';

export const clusterNoun: Noun<'cluster'> = {
  kind: 'cluster',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 1, text: (c) => c.state, tone: (c) => toneOf(c.state) },
    { title: 'HEARD', priority: 4, right: true, text: (c) => heard(c.lastHeardSeconds) },
    { title: 'HOSTS', priority: 3, right: true, text: (c) => counted(c.hosts) },
    { title: 'INSTANCES', priority: 3, right: true, text: (c) => counted(c.instances) },
    { title: 'WAITING', priority: 5, right: true, text: (c) => counted(c.waitingCommands) },
    { title: 'PLACE', priority: 6, shrinkTo: 8, text: (c) => c.location?.place ?? '' },
    age,
    ...commonColumns,
  ],
  lost: (c) => `the cluster ${c.name} (${c.id}) with ${c.hosts ?? 'its'} hosts and ${c.instances ?? 'all'} instances`,
};
