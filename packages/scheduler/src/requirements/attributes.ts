import type { ScheduleHost } from '../host.ts';

/** What changes while a batch is planned. */
export interface Remaining {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
  readonly load: number;
}

export type Read = (host: ScheduleHost, remaining: Remaining) => unknown;

export interface Attribute {
  readonly type: 'text' | 'number' | 'list';
  /** True where placing another instance may change the value. */
  readonly changes: boolean;
  readonly read: Read;
}

const fixed = (type: Attribute['type'], read: (host: ScheduleHost) => unknown): Attribute => ({
  type,
  changes: false,
  read,
});
const changing = (read: (remaining: Remaining) => number): Attribute => ({
  type: 'number',
  changes: true,
  read: (_, remaining) => read(remaining),
});

/** Every plain attribute of a host. */
export const attributes: ReadonlyMap<string, Attribute> = new Map([
  ['hostId', fixed('number', (h) => h.hostId)],
  ['name', fixed('text', (h) => h.name)],
  ['clusterId', fixed('number', (h) => h.clusterId)],
  ['architecture', fixed('text', (h) => h.architecture)],
  ['runtimes', fixed('list', (h) => h.runtimes)],
  ['cpus', fixed('number', (h) => h.capacity?.cpus)],
  ['memoryMiB', fixed('number', (h) => h.capacity?.memoryMiB)],
  ['diskMiB', fixed('number', (h) => h.capacity?.diskMiB)],
  ['freeCpus', changing((r) => r.cpus)],
  ['freeMemoryMiB', changing((r) => r.memoryMiB)],
  ['freeDiskMiB', changing((r) => r.diskMiB)],
  ['load', changing((r) => r.load)],
]);

/** Attributes that hold others, read with a dot or with `["…"]`. */
export const families: ReadonlyMap<string, (host: ScheduleHost) => unknown> = new Map([
  ['labels', (h: ScheduleHost): unknown => h.labels],
  ['clusterLabels', (h: ScheduleHost): unknown => h.clusterLabels],
  ['attributes', (h: ScheduleHost): unknown => h.attributes],
]);

export const knownAttributes: readonly string[] = [...attributes.keys(), ...[...families.keys()].map((f) => `${f}.…`)];

/** Own properties only: `labels.constructor` is a label that nobody set. */
export function member(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
