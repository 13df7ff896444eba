import { useEffect, useRef } from 'react';
import { useText } from '../i18n/i18n.ts';
import { SortDownIcon } from '../icons/sort-down.tsx';
import { SortUpIcon } from '../icons/sort-up.tsx';
import type { Column } from './column.ts';
import { ColumnEdge } from './column-edge.tsx';
import styles from './table.module.css';

interface TableHeadProps<T> {
  readonly table: string;
  readonly columns: readonly Column<T>[];
  /** Pixels of each. */
  readonly widths: readonly number[];
  /** There is a column with what can be done with a row. */
  readonly more: boolean;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  readonly allSelected?: boolean;
  readonly someSelected?: boolean;
  readonly onSelectAll?: () => void;
}

export function TableHead<T>({ table, columns, widths, more, sort, order, onSort, ...select }: TableHeadProps<T>) {
  const t = useText();
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['row']}>
        {select.onSelectAll === undefined ? null : (
          <div role="columnheader" className={styles['check']}>
            <AllBox
              checked={select.allSelected === true}
              some={select.someSelected === true}
              label={t('table.selectAll')}
              onChange={select.onSelectAll}
            />
          </div>
        )}
        {columns.map(({ id, label, sort: field, align }, i) => {
          const active = field !== undefined && field === sort;
          const next = active && order === 'asc' ? 'desc' : 'asc';
          const Icon = order === 'asc' ? SortUpIcon : SortDownIcon;
          return (
            <div
              key={id}
              role="columnheader"
              aria-sort={active ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
              className={styles['columnHead']}
              data-align={align}
            >
              {field === undefined ? (
                label
              ) : (
                <button
                  type="button"
                  className={styles['sort']}
                  title={t(next === 'asc' ? 'table.sortAscending' : 'table.sortDescending', { column: label })}
                  onClick={() => onSort(field, next)}
                >
                  {label}
                  {active ? <Icon size={14} /> : null}
                </button>
              )}
              <ColumnEdge table={table} column={id} label={label} width={widths[i] ?? 0} />
            </div>
          );
        })}
        {more ? (
          <div role="columnheader" className={styles['more']}>
            <span className="hidden-text">{t('table.more')}</span>
          </div>
        ) : null}
      </div>
    </div>
  );
}

interface AllBoxProps {
  readonly checked: boolean;
  readonly some: boolean;
  readonly label: string;
  readonly onChange: () => void;
}

function AllBox({ checked, some, label, onChange }: AllBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !checked;
  }, [some, checked]);
  return <input ref={box} type="checkbox" aria-label={label} checked={checked} onChange={onChange} />;
}
