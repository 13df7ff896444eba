/**
 * The history of one instance is one record at each level, which only grows at its end and is cut at its beginning. Its
 * host writes what happens there, its cluster adds what it knows and keeps both; the front-end holds a copy.
 */
import type { Happening, InstanceHistory } from './happening.ts';

export interface HistoryBounds {
  readonly happenings: number;
  /** Characters of JSON. */
  readonly characters: number;
}

/** More of them nobody reads, and each is told anew with the next. A host keeps fewer than its cluster: see `joined`. */
export const mostHappenings = { host: 32, cluster: 64 } as const;

/** Characters of a sentence; the whole of it stands at the instance while it holds. */
const mostOfMessage = 300;
/** Characters of what a guest had printed: its last lines. */
export const mostOfLog = 1000;

export type HappeningDraft = Omit<Happening, 'number'>;

/** The history with these at its end. What says again what its writer said last takes its place. */
export function withHappenings(
  history: InstanceHistory,
  added: readonly HappeningDraft[],
  bounds: HistoryBounds,
): InstanceHistory {
  let happenings = [...history.happenings];
  for (const draft of added) {
    const last = happenings.findLast((one) => writerOf(one) === '');
    if (last?.what === 'unplaced' && draft.what === 'unplaced') happenings = happenings.filter((one) => one !== last);
    happenings.push(clipped({ ...draft, number: (last?.number ?? -1) + 1 }));
  }
  return { ...history, happenings: bounded(happenings, bounds) };
}

/**
 * What a cluster keeps, with what a host of it tells now. A host that has forgotten its older ones, or all of them, takes
 * none away: what was told once stays until it is cut for its age.
 */
export function joined(
  history: InstanceHistory,
  hostId: number,
  told: readonly Happening[],
  bounds: HistoryBounds,
): InstanceHistory {
  const known = new Set(history.happenings.map(nameOf));
  const there = told.map((one) => ({ ...one, hostId }));
  const added = there.slice(there.findLastIndex((one) => known.has(nameOf(one))) + 1);
  if (added.length === 0) return history;
  return { ...history, happenings: bounded(byTime([...history.happenings, ...added]), bounds) };
}

/** Of each writer in its order, whatever its clock did; between them there is nothing but their clocks. */
function byTime(happenings: readonly Happening[]): Happening[] {
  const queues = Object.values(Object.groupBy(happenings, writerOf)).map((queue = []) => [...queue]);
  const sorted: Happening[] = [];
  while (sorted.length < happenings.length) {
    const heads = queues.filter((queue) => queue.length > 0);
    const next = heads.reduce((first, queue) => ((queue[0]?.at ?? '') < (first[0]?.at ?? '') ? queue : first));
    sorted.push(...next.splice(0, 1));
  }
  return sorted;
}

const nameOf = (one: Happening): string => `${writerOf(one)}/${one.number}/${one.at}`;
/** Of what a cluster keeps. `placed` names a host, and is the cluster's. */
const writerOf = ({ what, hostId }: Happening): string =>
  hostId === undefined || what === 'placed' ? '' : String(hostId);

function clipped(one: Happening): Happening {
  return {
    ...one,
    ...(one.message === undefined ? {} : { message: one.message.slice(0, mostOfMessage) }),
    ...(one.log === undefined ? {} : { log: one.log.slice(-mostOfLog) }),
  };
}

function bounded(happenings: readonly Happening[], bounds: HistoryBounds): readonly Happening[] {
  let from = Math.max(0, happenings.length - bounds.happenings);
  let characters = happenings.slice(from).reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  for (; characters > bounds.characters && from < happenings.length; from++) {
    characters -= JSON.stringify(happenings[from]).length;
  }
  return happenings.slice(from);
}
