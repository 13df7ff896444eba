import type { samples } from '@skerry/contract';
import type { z } from 'zod';
import type { Cli } from '../cli.ts';
import { printedPlainly } from './show.ts';
import { renderTable } from './table.ts';
import { clockOf, formatTime } from './time.ts';
import { formatBytes } from './units.ts';

type Samples = z.output<typeof samples>;
const rate = (bytes: number): string => `${formatBytes(bytes)}/s`;

/** Rates per second over time, oldest first. */
export function printSamples(cli: Cli, data: Samples, of: 'host' | 'instance'): void {
  if (printedPlainly(cli, data)) return;
  if (data.points.length === 0) {
    cli.say('There are no samples yet.');
    return;
  }
  const clock = clockOf(cli.io.env);
  // What a guest that tells nothing takes on its host is not what it has in use.
  const tells = data.points.some((p) => p.guestMemoryBytes !== undefined);
  const onHost = of === 'host' ? 'MEMORY' : 'MEMORY-ON-HOST';
  const columns = [
    { title: 'TIME', priority: 1 },
    { title: 'CPUS', priority: 1, right: true },
    ...(tells ? [{ title: 'MEMORY', priority: 2, right: true }] : []),
    { title: tells ? 'ON-HOST' : onHost, priority: tells ? 5 : 2, right: true },
    { title: 'DISK-READ', priority: 4, right: true },
    { title: 'DISK-WRITTEN', priority: 4, right: true },
    { title: 'NET-RECEIVED', priority: 3, right: true },
    { title: 'NET-SENT', priority: 3, right: true },
  ];
  const rows = data.points.map((p) => [
    { text: formatTime(p.at, clock) },
    { text: p.cpu.toFixed(2) },
    ...(tells ? [{ text: p.guestMemoryBytes === undefined ? '' : formatBytes(p.guestMemoryBytes) }] : []),
    { text: formatBytes(p.memoryBytes) },
    { text: rate(p.diskReadBytesPerSecond) },
    { text: rate(p.diskWrittenBytesPerSecond) },
    { text: rate(p.networkReceivedBytesPerSecond) },
    { text: rate(p.networkSentBytesPerSecond) },
  ]);
  for (const line of renderTable(columns, rows, cli.io.columns, cli.colours)) cli.print(line);
}
