import type { Answer } from '@skerry/sdk';
import type { Cli } from '../cli.ts';
import { renderTable, type TableColumn } from './table.ts';
import { formatBytes } from './units.ts';

type Entry = Answer<'marketplace.entries'>['items'][number];

const columns: readonly TableColumn[] = [
  { title: 'REFERENCE', priority: 1, shrinkTo: 24 },
  { title: 'VERSION', priority: 4, shrinkTo: 12 },
  { title: 'KINDS', priority: 3 },
  { title: 'ARCH', priority: 5, shrinkTo: 10 },
  { title: 'SIZE', priority: 6, right: true },
  { title: 'OFFICIAL', priority: 7 },
  { title: 'DESCRIPTION', priority: 2, shrinkTo: 16 },
];

/** What a marketplace has, one line each; of a name alone, for programs. */
export function entryLines(cli: Cli, entries: readonly Entry[]): string[] {
  if (cli.globals.output === 'name') return entries.map(({ reference }) => reference);
  if (entries.length === 0) return [];
  const rows = entries.map((e) =>
    [
      e.reference,
      e.version ?? '',
      e.kinds.join(','),
      e.architectures.join(','),
      e.sizeBytes === undefined ? '' : formatBytes(e.sizeBytes),
      e.official === true ? 'yes' : '',
      e.description ?? '',
    ].map((text) => ({ text })),
  );
  const used = columns.map((_, i) => rows.some((row) => row[i]?.text !== ''));
  const width = cli.globals.output === 'wide' ? Infinity : cli.io.columns;
  return renderTable(
    columns.filter((_, i) => used[i]),
    rows.map((row) => row.filter((_, i) => used[i])),
    width,
    cli.colours,
  );
}
