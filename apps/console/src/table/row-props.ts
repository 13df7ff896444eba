import styles from './table.module.css';

/** What each row of a table is told, whether it is drawn whole or in passing. */
export interface PlacedRow<T extends { readonly id: number }> {
  /** Undefined while its page is on the way. */
  readonly row: T | undefined;
  readonly index: number;
  /** Pixels from the first row. */
  readonly start: number;
  readonly selected: boolean;
}

/** Of the element of a row: keyboard, screen readers and the measurements of `bench` find it by these. */
export const rowProps = ({ row, index, start, selected }: PlacedRow<{ readonly id: number }>) => ({
  role: 'row',
  'aria-rowindex': index + 2,
  'data-index': index,
  'data-id': row?.id,
  'data-selected': selected || undefined,
  className: styles['row'],
  style: { transform: `translateY(${start}px)` },
});
