/** The state of a table as the query of an address, both ways. Pure; what stands in it is never trusted. */
import type { Search } from '../app/search-params.ts';

export interface TableView {
  /** The filter as written. */
  readonly filter: string;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  /** Columns shown, by id; undefined: those that are shown unless somebody chooses. */
  readonly columns: readonly string[] | undefined;
}

export interface TableLimits {
  readonly sortable: readonly string[];
  readonly columns: readonly string[];
  readonly sort: string;
  readonly order: 'asc' | 'desc';
}

export function readView(search: Search, limits: TableLimits): TableView {
  const { q, sort, order, columns } = search;
  const known = columns?.split('.').filter((id) => limits.columns.includes(id));
  const sorted = sort !== undefined && limits.sortable.includes(sort);
  return {
    filter: (q ?? '').slice(0, 500),
    sort: sorted ? sort : limits.sort,
    order: order === 'asc' || order === 'desc' ? order : sorted ? 'asc' : limits.order,
    columns: known !== undefined && known.length > 0 ? known : undefined,
  };
}

/** What is as usual is left out: short addresses. */
export function writeView(view: TableView, limits: TableLimits): Search {
  const usual = view.sort === limits.sort && view.order === limits.order;
  return {
    ...(view.filter.trim() === '' ? {} : { q: view.filter.trim() }),
    ...(usual ? {} : { sort: view.sort, order: view.order }),
    ...(view.columns === undefined ? {} : { columns: view.columns.join('.') }),
  };
}
