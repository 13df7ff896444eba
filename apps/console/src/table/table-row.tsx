import { memo } from 'react';
import { text } from '../i18n/i18n.ts';
import type { Column } from './column.ts';
import styles from './table.module.css';

interface TableRowProps<T extends { readonly id: number; readonly name: string }> {
  /** Undefined while its page is on the way. */
  readonly row: T | undefined;
  readonly index: number;
  readonly start: number;
  readonly columns: readonly Column<T>[];
  readonly template: string;
  readonly selected: boolean;
  readonly onToggle: ((id: number, range: boolean) => void) | undefined;
}

function Row<T extends { readonly id: number; readonly name: string }>(props: TableRowProps<T>) {
  const { row, index, start, columns, template, selected, onToggle } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-id={row?.id}
      data-selected={selected || undefined}
      className={styles['row']}
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
    >
      {onToggle === undefined ? null : (
        <div role="cell" className={styles['check']}>
          {row === undefined ? null : (
            <input
              type="checkbox"
              aria-label={text('table.selectRow', { name: row.name })}
              checked={selected}
              onClick={(event) => onToggle(row.id, event.shiftKey)}
              onChange={ignore}
            />
          )}
        </div>
      )}
      {columns.map(({ id, render, align }) => (
        <div key={id} role="cell" className={styles['cell']} data-align={align}>
          {row === undefined ? <span className={styles['bone']} /> : render(row)}
        </div>
      ))}
    </div>
  );
}

/** The click has done it already, and knows of the Shift key. */
const ignore = () => {};

export const TableRow = memo(Row) as typeof Row;
