import { formatMiB, percent } from '../output/units.ts';
import { toneOf } from '../output/palette.ts';
import { commonColumns, counted, heard, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

const used = (part: number | undefined, whole: number | undefined, text: (n: number) => string): string => {
  if (whole === undefined) return '';
  return part === undefined ? text(whole) : `${text(part)} / ${text(whole)}`;
};

/** Empty: nobody knows what it uses now. */
const useOf = (fraction: number | undefined): string => (fraction === undefined ? '' : percent(fraction));

export const hostNoun: Noun<'host'> = {
  kind: 'host',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 1, text: (h) => h.state, tone: (h) => toneOf(h.state) },
    refColumn('cluster', 3, (h) => h.clusterId),
    {
      title: 'RUNS',
      priority: 4,
      text: (h) => h.runtimes.flatMap((r) => (r.available ? `${r.kind}:${r.name}` : [])).join(','),
    },
    { title: 'CPUS', priority: 5, right: true, text: (h) => used(h.reserved?.cpus, h.capacity?.cpus, String) },
    {
      title: 'MEMORY',
      priority: 5,
      right: true,
      text: (h) => used(h.reserved?.memoryMiB, h.capacity?.memoryMiB, formatMiB),
    },
    {
      title: 'DISK-FREE',
      priority: 6,
      right: true,
      text: (h) => (h.capacity === undefined ? '' : formatMiB(h.capacity.diskFreeMiB)),
    },
    { title: 'CPU-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.cpuFraction) },
    { title: 'MEMORY-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.memoryFraction) },
    { title: 'DISK-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.diskFraction) },
    { title: 'LOAD', priority: 7, right: true, text: (h) => h.machine?.load.toFixed(1) ?? '' },
    { title: 'INSTANCES', priority: 4, right: true, text: (h) => counted(h.instances) },
    { title: 'HEARD', priority: 6, right: true, text: (h) => heard(h.lastHeardSeconds) },
    { title: 'AGENT', priority: 9, wide: true, text: (h) => h.agentVersion ?? '' },
    { title: 'PROBLEMS', priority: 3, shrinkTo: 10, text: (h) => h.problems.join(' '), tone: () => 'bad' },
    ...commonColumns,
  ],
  lost: (h) => `the host ${h.name} (${h.id}), on which ${h.instances ?? 'some'} instances live`,
};
