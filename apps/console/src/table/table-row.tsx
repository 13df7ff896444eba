import { memo } from 'react';
import { text } from '../i18n/i18n.ts';
import { MoreIcon } from '../icons/more.tsx';
import type { Column } from './column.ts';
import { type PlacedRow, rowProps } from './row-props.ts';
import styles from './table.module.css';

interface TableRowProps<T extends { readonly id: number; readonly name: string }> extends PlacedRow<T> {
  readonly columns: readonly Column<T>[];
  readonly onToggle: ((id: number, range: boolean) => void) | undefined;
  readonly onMore: ((row: T, button: HTMLElement) => void) | undefined;
}

function Row<T extends { readonly id: number; readonly name: string }>(props: TableRowProps<T>) {
  const { row, columns, selected, onToggle, onMore } = props;
  return (
    <div {...rowProps(props)}>
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
      {onMore === undefined ? null : (
        <div role="cell" className={styles['more']}>
          {row === undefined ? null : (
            <button
              type="button"
              aria-haspopup="menu"
              aria-label={text('table.moreOf', { name: row.name })}
              onClick={(event) => onMore(row, event.currentTarget)}
            >
              <MoreIcon size={18} />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The click has done it already, and knows of the Shift key. */
const ignore = () => {};

export const TableRow = memo(Row) as typeof Row;
