import { useCallback, useMemo } from 'react';
import { useGo, usePathname, useSearch } from '../app/use-route.ts';
import type { Column } from './column.ts';
import { readView, type TableLimits, type TableView, writeView } from './table-url.ts';

export interface TableViewState {
  readonly view: TableView;
  readonly limits: TableLimits;
  readonly change: (part: Partial<TableView>) => void;
}

/** The view of a table lives in the address: a link shows the same to somebody else, and Back undoes. */
export function useTableView<T>(
  columns: readonly Column<T>[],
  usual: { readonly sort: string; readonly order: 'asc' | 'desc' },
): TableViewState {
  const search = useSearch();
  const pathname = usePathname();
  const go = useGo();
  const limits = useMemo(
    (): TableLimits => ({
      sortable: ['id', ...columns.flatMap(({ sort }) => sort ?? [])],
      columns: columns.map(({ id }) => id),
      ...usual,
    }),
    [columns, usual.sort, usual.order],
  );
  const view = useMemo(() => readView(search, limits), [search, limits]);
  const change = useCallback(
    (part: Partial<TableView>) => go(pathname, { search: writeView({ ...view, ...part }, limits), replace: true }),
    [go, pathname, view, limits],
  );
  return { view, limits, change };
}
