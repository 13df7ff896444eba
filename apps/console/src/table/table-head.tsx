import { useEffect, useRef } from 'react';
import { useText } from '../i18n/i18n.ts';
import { SortDownIcon } from '../icons/sort-down.tsx';
import { SortUpIcon } from '../icons/sort-up.tsx';
import type { Column } from './column.ts';
import styles from './table.module.css';

interface TableHeadProps<T> {
  readonly columns: readonly Column<T>[];
  readonly template: string;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  readonly allSelected?: boolean;
  readonly someSelected?: boolean;
  readonly onSelectAll?: () => void;
}

export function TableHead<T>({ columns, template, sort, order, onSort, ...select }: TableHeadProps<T>) {
  const t = useText();
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['row']} style={{ gridTemplateColumns: template }}>
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
        {columns.map(({ id, label, sort: field, align }) => {
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
            </div>
          );
        })}
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
