import { memory } from '../api/memory.ts';
import { signal } from '../api/signal.ts';
import type { TableView } from './table-url.ts';

export interface SavedView {
  readonly name: string;
  readonly view: TableView;
}
type All = Readonly<Record<string, readonly SavedView[]>>;

const storeKey = 'skerry.views';
/** Of all tables, by the table's name; kept in this browser. */
export const savedViews = signal<All>((memory('local').read(storeKey) as All | undefined) ?? {});

function keep(all: All): void {
  savedViews.set(all);
  memory('local').write(storeKey, all);
}

/** A view of the same name is replaced. */
export function saveView(table: string, name: string, view: TableView): void {
  const others = (savedViews.get()[table] ?? []).filter((saved) => saved.name !== name);
  keep({ ...savedViews.get(), [table]: [...others, { name, view }] });
}

export function forgetView(table: string, name: string): void {
  keep({ ...savedViews.get(), [table]: (savedViews.get()[table] ?? []).filter((saved) => saved.name !== name) });
}
