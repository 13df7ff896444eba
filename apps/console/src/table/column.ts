import type { ReactNode } from 'react';

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

/** Columns shown in a table of this width. What the user chose is shown wherever there is room for a table. */
export function shownColumns<T>(
  columns: readonly Column<T>[],
  chosen: readonly string[] | undefined,
  width: number,
): readonly Column<T>[] {
  return columns.filter(({ id, show }) =>
    chosen === undefined || width < least.usual ? width >= least[show] : show === 'always' || chosen.includes(id),
  );
}
