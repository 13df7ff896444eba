/** Samples as a chart wants them. Pure. */
import type { Samples } from '../api/kinds.ts';

type Point = Samples['points'][number];
export type Field = Exclude<keyof Point, 'at'>;
/** Columns: times in seconds, then one for each field. `null`: not known, and the line is broken there. */
export type Columns = [number[], ...(number | null)[][]];

/** Where two points lie further apart than this many intervals, nothing is known between them. */
const gapIntervals = 2.5;

export function columnsOf({ points, intervalSeconds }: Samples, fields: readonly Field[]): Columns {
  const times: number[] = [];
  const values: (number | null)[][] = fields.map(() => []);
  let before: number | undefined;
  for (const point of points) {
    const time = Date.parse(point.at) / 1000;
    if (before !== undefined && time - before > gapIntervals * intervalSeconds) {
      times.push(before + intervalSeconds);
      for (const column of values) column.push(null);
    }
    times.push(time);
    for (const [i, field] of fields.entries()) values[i]?.push(point[field] ?? null);
    before = time;
  }
  return [times, ...values];
}
