import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSignal } from '../api/signal.ts';
import type { LiveList } from '../api/use-list.ts';
import { useText } from '../i18n/i18n.ts';
import type { Column } from './column.ts';
import { preferences } from '../api/preferences.ts';
import { columnWidths } from './column-widths.ts';
import { moveFocus } from './move-focus.ts';
import { rowsAtHand } from './rows-in-sight.ts';
import { savedWidths } from './saved-widths.ts';
import { ranged, type Selection, toggled } from './selection.ts';
import { NameRow } from './name-row.tsx';
import { following, Slots } from './slots.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import styles from './table.module.css';
import { useRowsInSight } from './use-rows-in-sight.ts';

/** Pixels. Fingers need 44; a mouse does with less, where somebody wants to see more at once. */
export const rowHeight = { comfortable: 46, compact: 34 }[preferences.density];
/** Pixels of the columns that are not data, as the style sheet has them. */
const checkWidth = 44;
const moreWidth = 48;
const endPadding = 12;

/** Pixels of a table that are not for its columns. */
export const besideColumns = (selects: boolean, hasMenu: boolean): number =>
  (selects ? checkWidth : 0) + (hasMenu ? moreWidth : 0) + endPadding;

interface Row {
  readonly id: number;
  readonly name: string;
}

interface TableBodyProps<T extends Row> {
  /** What remembers the widths of its columns. */
  readonly table: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** Pixels that there are for them. */
  readonly width: number;
  readonly list: LiveList<T>;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  readonly selection: Selection;
  readonly onSelect?: (selection: Selection) => void;
  /** Opens what can be done with one row, at this button. */
  readonly onMore?: (row: T, button: HTMLElement) => void;
}

export function TableBody<T extends Row>(props: TableBodyProps<T>) {
  const { table, label, columns, width, list, sort, order, onSort, selection, onSelect, onMore } = props;
  const { items, reach } = list;
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const count = list.total ?? 12;
  const { first, last, speed, fast } = useRowsInSight(scroller, rowHeight, count);
  useEffect(() => {
    const wanted = last + rowsAtHand(speed);
    if (list.total !== undefined && items.length < Math.min(wanted, count)) reach(Math.min(wanted, count - 1));
  }, [last, speed, items.length, list.total, count, reach]);

  const touched = useRef<number>(undefined);
  const select = useCallback(
    (id: number, range: boolean) => {
      const ids = () => items.map((item) => item.id);
      onSelect?.(range ? ranged(selection, ids(), touched.current, id) : toggled(selection, id));
      touched.current = id;
    },
    [onSelect, selection, items],
  );
  // Rows must not be drawn again because the selection of another changed.
  const latest = useRef({ select, onMore });
  latest.current = { select, onMore };
  const onToggle = useCallback((id: number, range: boolean) => latest.current.select(id, range), []);
  const onMoreOf = useCallback((row: T, button: HTMLElement) => latest.current.onMore?.(row, button), []);

  const drawn = useDrawnRows(first, last, items);
  const slots = useRef<Slots<string>>(undefined);
  slots.current ??= new Slots();
  const places = slots.current.assign(drawn.indexes.map((index) => rowKey(items[index], index)));
  // Who is in a row with the keyboard finds the next one; an element that has the focus is not moved.
  const rows = following(drawn.indexes, places, speed === 0 || drawn.held !== undefined);

  const dragged = useSignal(savedWidths)[table];
  const beside = besideColumns(onSelect !== undefined, onMore !== undefined);
  const widths = useMemo(() => columnWidths(columns, dragged ?? {}, width - beside), [columns, dragged, width, beside]);
  const template = [
    ...(onSelect === undefined ? [] : [checkWidth]),
    ...widths,
    ...(onMore === undefined ? [] : [moreWidth]),
  ];
  // Inherited, so that dragging a column changes one style instead of every row.
  const style = {
    '--row-height': `${rowHeight}px`,
    '--columns': template.map((px) => `${px}px`).join(' '),
    '--boxes': `${onSelect === undefined ? 0 : checkWidth}px`,
    '--row-width': `${template.reduce((sum, px) => sum + px, endPadding)}px`,
  } as CSSProperties;
  const scrollTo = (index: number) => scrollToRow(scroller.current, index);
  const onKey = (event: KeyboardEvent) => moveFocus(event, scroller.current, count, scrollTo, onToggle);
  const all = items.length > 0 && selection.size === items.length;
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      style={style}
      role="table"
      aria-label={t('table.rows', { name: label })}
      aria-rowcount={count + 1}
      aria-busy={list.loading}
      onKeyDown={onKey}
      tabIndex={0}
    >
      <TableHead
        table={table}
        columns={columns}
        widths={widths}
        sort={sort}
        order={order}
        onSort={onSort}
        more={onMore !== undefined}
        {...(onSelect === undefined
          ? {}
          : {
              allSelected: all,
              someSelected: selection.size > 0,
              onSelectAll: () => onSelect(all ? new Set() : new Set(items.map(({ id }) => id))),
            })}
      />
      <div
        role="rowgroup"
        className={styles['rows']}
        style={{ height: count * rowHeight }}
        onFocus={drawn.onFocus}
        onBlur={drawn.onBlur}
      >
        {rows.map(({ index, place }) => {
          const row = items[index];
          const common = { row, index, start: index * rowHeight, selected: row !== undefined && selection.has(row.id) };
          // What has the focus stays what it is.
          return fast && index !== drawn.held ? (
            <NameRow key={place} {...common} />
          ) : (
            <TableRow
              key={place}
              {...common}
              columns={columns}
              onToggle={onSelect === undefined ? undefined : onToggle}
              onMore={onMore === undefined ? undefined : onMoreOf}
            />
          );
        })}
      </div>
    </div>
  );
}

const rowKey = (row: Row | undefined, index: number): string => (row === undefined ? `empty ${index}` : `${row.id}`);

interface Held {
  readonly id: number;
  readonly index: number;
}

/** Indexes of the rows to draw: those in sight, and the one that has the focus, wherever it was scrolled to. */
function useDrawnRows(first: number, last: number, items: readonly Row[]) {
  const [held, setHeld] = useState<Held>();
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const { id, index } = target.closest<HTMLElement>('[data-index]')?.dataset ?? {};
    setHeld(id === undefined ? undefined : { id: Number(id), index: Number(index) });
  }, []);
  const onBlur = useCallback(({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setHeld(undefined);
  }, []);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const there = held !== undefined && items[held.index]?.id === held.id ? held.index : undefined;
  if (there !== undefined && there < first) indexes.unshift(there);
  if (there !== undefined && there > last) indexes.push(there);
  return { indexes, held: there, onFocus, onBlur };
}

/** Brings a row wholly in sight; the head covers as much as a row. */
function scrollToRow(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const top = index * rowHeight;
  const room = scroller.clientHeight - rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + room) scroller.scrollTop = top + rowHeight - room;
}
