import type { instanceHistory } from '@skerry/contract';
import { plainText } from '@skerry/kit/plain-text';
import type { z } from 'zod';
import type { Cli } from '../cli.ts';
import { printedPlainly } from './show.ts';
import { renderTable, type TableColumn } from './table.ts';
import { clockOf, formatTime } from './time.ts';
import { formatAge, formatSeconds } from './units.ts';

type History = z.output<typeof instanceHistory>;

const columns: readonly TableColumn[] = [
  { title: 'TIME', priority: 4 },
  { title: 'AGO', priority: 1, right: true },
  { title: 'WHAT', priority: 1 },
  { title: 'BY', priority: 2 },
  { title: 'TOOK', priority: 3, right: true },
];
/** Of an end it is how long the guest had run, which is told in words. */
const ends = new Set<string>(['stopped', 'ended', 'crashed', 'host-restarted']);

/** What happened, newest first; below an end that nobody asked for, what the guest had printed. */
export function printHistory(cli: Cli, data: History): void {
  if (printedPlainly(cli, data)) return;
  if (data.entries.length === 0) {
    cli.say('Nothing is written down about it yet.');
    return;
  }
  const clock = clockOf(cli.io.env);
  const rows = data.entries.map(({ at, what, sentence, by, seconds }) => {
    const isEnd = ends.has(what);
    const span = seconds === undefined ? '' : formatSeconds(seconds);
    return [
      { text: formatTime(at, clock) },
      { text: formatAge(at, clock.now) },
      { text: isEnd && span !== '' ? `${sentence.replace(/\.$/, '')} after ${span}.` : sentence },
      // Who asked stands in the sentence already.
      { text: what === 'asked' || by === undefined ? '' : (by.name ?? `user ${by.userId}`) },
      { text: isEnd ? '' : span },
    ];
  });
  const width = cli.globals.output === 'wide' ? Infinity : cli.io.columns;
  const [heading = '', ...lines] = renderTable(columns, rows, width, cli.colours);
  cli.print(heading);
  for (const [i, line] of lines.entries()) {
    cli.print(line);
    const printed = data.entries[i]?.log;
    for (const text of printed === undefined ? [] : plainText(printed).split('\n')) {
      cli.print(cli.colours.faint(`    | ${text}`));
    }
  }
}
