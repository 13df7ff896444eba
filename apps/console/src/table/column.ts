import type { ReactNode } from 'react';
import { leastOf } from './column-widths.ts';

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** Of a CSS grid: `minmax(160px, 2fr)`. */
  readonly width: string;
  /** Field of the API to sort by; absent: the API cannot. */
  readonly sort?: string;
  readonly render: (row: T) => ReactNode;
  /** Shown unless the user chose: `always` cannot be hidden, `wide` needs room, `chosen` only when asked for. */
  readonly show: 'always' | 'phone' | 'usual' | 'wide' | 'chosen';
  readonly align?: 'end';
}

/** Pixels of the table below which columns of this kind are left out. */
const least = { always: 0, phone: 0, usual: 640, wide: 1180, chosen: Number.POSITIVE_INFINITY } as const;

/**
 * Columns shown in a table of this width, of which `room` is for columns. What the user chose is shown wherever there is
 * room for a table. Unless somebody chose, the last give way until the others have their least width: a column less is
 * read better than a name of five letters.
 */
export function shownColumns<T>(
  columns: readonly Column<T>[],
  chosen: readonly string[] | undefined,
  width: number,
  room = width,
): readonly Column<T>[] {
  if (chosen !== undefined && width >= least.usual) {
    return columns.filter(({ id, show }) => show === 'always' || chosen.includes(id));
  }
  const shown = columns.filter(({ show }) => width >= least[show]);
  let taken = shown.reduce((sum, column) => sum + leastOf(column.width), 0);
  return shown
    .toReversed()
    .filter(({ show, width: own }) => {
      const stays = taken <= room || show === 'always' || show === 'phone';
      if (!stays) taken -= leastOf(own);
      return stays;
    })
    .toReversed();
}
