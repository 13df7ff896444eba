/**
 * Whether an instance would become larger than any host where it can be: that no waiting cures, so it is refused at once,
 * by whoever is asked first. Whether there is room just now is another question, and its cluster's.
 */
import type { Failure } from '@skerry/kit';

interface Size {
  readonly cpus: number;
  readonly memoryMiB: number;
}

const measures = [
  { field: 'cpus', unit: 'processors' },
  { field: 'memoryMiB', unit: 'MiB of memory' },
] as const;

/**
 * `rooms`: what may be promised in all on the hosts that come into question, `undefined` for one that has not reported.
 * Shrinking is always allowed, also of what is too large already.
 */
export function outgrown(before: Size, after: Size, rooms: readonly (Size | undefined)[]): Failure | undefined {
  const known = rooms.filter((room) => room !== undefined);
  if (known.length === 0 || known.length < rooms.length) return undefined;
  const grown = measures.filter(({ field }) => after[field] > before[field]);
  if (known.some((room) => grown.every(({ field }) => after[field] <= room[field]))) return undefined;
  const whose = known.length === 1 ? 'Its host has' : 'The hosts of its cluster have, each, at most';
  const [worst] = grown.filter(({ field }) => after[field] > Math.max(...known.map((room) => room[field])));
  if (worst === undefined) {
    return refused(`No host of its cluster has both ${after.cpus} processors and ${after.memoryMiB} MiB of memory.`);
  }
  const { field, unit } = worst;
  const most = Math.max(...known.map((room) => room[field]));
  return refused(`${whose} ${most} ${unit} for all instances together; ${after[field]} were asked for.`, field);
}

const refused = (message: string, field?: string): Failure => ({
  code: 'host-too-small',
  kind: 'refused',
  message,
  hint: 'Ask for less, or create another instance where there is a larger host.',
  ...(field === undefined ? {} : { field }),
});
