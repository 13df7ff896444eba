/**
 * A table of any length: only the rows in sight are drawn, and pages are fetched as they come in sight. Its view lives in
 * the address. Rows are plain elements: ten thousand of a library's components would not scroll.
 */
import { Button } from '@mantine/core';
import { isOfUse } from '@skerry/domain';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Kind, ObjectOf } from '../api/kinds.ts';
import { useList } from '../api/use-list.ts';
import { number } from '../format/number.ts';
import { useText } from '../i18n/i18n.ts';
import { Empty } from '../ui/empty.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { type Column, shownColumns } from './column.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { parseFilter } from './filter-expression.ts';
import { FilterField } from './filter-field.tsx';
import { RowMenu } from './row-menu.tsx';
import { nothing, stillThere } from './selection.ts';
import { besideColumns, rowHeight, TableBody } from './table-body.tsx';
import styles from './table.module.css';
import { useReferenceNames } from './use-reference-names.ts';
import { useTableView } from './use-table-view.ts';
import { useWidth } from './use-width.ts';
import { ViewsMenu } from './views-menu.tsx';

export interface DataTableProps<K extends Kind> {
  readonly kind: K;
  /** What it lists, for people. */
  readonly label: string;
  readonly columns: readonly Column<ObjectOf<K>>[];
  /** Always asked with, unless the filter says otherwise. The same object each time. */
  readonly only?: Readonly<Record<string, string>>;
  readonly usual?: { readonly sort: string; readonly order: 'asc' | 'desc' };
  /** Shown instead of the table while there is nothing at all. */
  readonly empty: ReactNode;
  /** What can be done with the selected rows; absent: rows cannot be selected. */
  readonly bulk?: (rows: readonly ObjectOf<K>[], clear: () => void) => ReactNode;
  /** Items of the menu of a row; absent: rows have none. */
  readonly menu?: (row: ObjectOf<K>) => ReactNode;
  /** Beside the filter. */
  readonly beside?: ReactNode;
}

/** As high as its rows, as far as the window is: a short list is no large white sheet. */
const panelSize = (total: number | undefined) =>
  total === undefined || total === 0 ? undefined : { flex: `0 1 ${(total + 1) * rowHeight + 3}px` };

const failedPanel = { flex: 'none' };

const byName = { sort: 'name', order: 'asc' } as const;

export function DataTable<K extends Kind>({
  kind,
  label,
  columns,
  only,
  usual = byName,
  empty,
  bulk,
  menu,
  beside,
}: DataTableProps<K>) {
  const t = useText();
  const { view, change } = useTableView(columns, usual);
  const names = useReferenceNames(kind, view.filter);
  const { parameters, problems, awaited } = useMemo(
    () => parseFilter(kind, view.filter, names),
    [kind, view.filter, names],
  );
  const query = useMemo(
    () => ({
      ...only,
      ...parameters,
      sort: view.sort,
      order: view.order,
      ...(isOfUse(kind, view.sort) ? { use: 'true' } : {}),
    }),
    [kind, only, parameters, view.sort, view.order],
  );
  // With a name that is not known yet something else would be asked, and shown for a moment.
  const list = useList(kind, query, awaited.length === 0);
  const { ref, width } = useWidth();
  const room = width - besideColumns(bulk !== undefined, menu !== undefined);
  const shown = useMemo(() => shownColumns(columns, view.columns, width, room), [columns, view.columns, width, room]);
  const [chosen, setSelection] = useState(nothing);
  const selection = useMemo(() => stillThere(chosen, list.items), [chosen, list.items]);
  // What went away is not selected when it comes back: nobody sees that it is.
  useEffect(() => setSelection((now) => stillThere(now, list.items)), [list.items]);
  // Another question, not the same one asked with names that have just come.
  const asked = JSON.stringify(query);
  useEffect(() => setSelection(nothing), [asked]);
  const [opened, setOpened] = useState<{ readonly id: number; readonly button: HTMLElement }>();
  // The row as it is now, not as it was when the menu was opened: what can be done with it may have changed.
  const menuRow = opened === undefined ? undefined : list.items.find(({ id }) => id === opened.id);
  const filtered = view.filter.trim() !== '';

  if (list.total === 0 && !filtered) return <div className={styles['panel']}>{empty}</div>;
  return (
    <div className={styles['table']}>
      <div className={styles['toolbar']}>
        <FilterField
          kind={kind}
          value={view.filter}
          items={list.items}
          problems={problems}
          onChange={(filter) => change({ filter })}
        />
        {beside}
        <ColumnsMenu columns={columns} shown={shown} onChange={(ids) => change({ columns: ids })} />
        <ViewsMenu table={kind} view={view} onChoose={change} />
      </div>
      <div className={styles['status']}>
        {selection.size > 0 && bulk !== undefined ? (
          <>
            <span role="status" className={styles['chosenCount']}>
              {t('table.selected', { count: selection.size })}
            </span>
            {bulk(
              list.items.filter(({ id }) => selection.has(id)),
              () => setSelection(nothing),
            )}
            <Button size="compact-sm" variant="subtle" onClick={() => setSelection(nothing)}>
              {t('table.clearSelection')}
            </Button>
          </>
        ) : (
          <span role="status">
            {list.total === undefined
              ? ' '
              : t(filtered ? 'table.countFiltered' : 'table.count', {
                  count: list.total,
                  formatted: number(list.total),
                })}
          </span>
        )}
      </div>
      <div ref={ref} className={styles['panel']} style={list.error === null ? panelSize(list.total) : failedPanel}>
        {list.error === null ? null : <TroubleNote error={list.error} onRetry={list.retry} />}
        {list.total === 0 ? (
          <Empty
            title={t('table.noneFit')}
            hint={t('table.noneFitHint')}
            action={
              <Button variant="default" onClick={() => change({ filter: '' })}>
                {t('table.clear')}
              </Button>
            }
          />
        ) : list.error === null && width > 0 ? (
          <TableBody
            table={kind}
            width={width}
            label={label}
            columns={shown}
            list={list}
            sort={view.sort}
            order={view.order}
            onSort={(sort, order) => change({ sort, order })}
            selection={selection}
            {...(bulk === undefined ? {} : { onSelect: setSelection })}
            {...(menu === undefined
              ? {}
              : {
                  onMore: (row: ObjectOf<K>, button: HTMLElement) => setOpened({ id: row.id, button }),
                })}
          />
        ) : null}
      </div>
      {menu === undefined || opened === undefined || menuRow === undefined ? null : (
        <RowMenu
          button={opened.button}
          label={t('table.moreOf', { name: menuRow.name })}
          onClose={() => setOpened(undefined)}
        >
          {menu(menuRow)}
        </RowMenu>
      )}
    </div>
  );
}
