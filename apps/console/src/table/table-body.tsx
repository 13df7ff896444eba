import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import type { LiveList } from '../api/use-list.ts';
import { useText } from '../i18n/i18n.ts';
import type { Column } from './column.ts';
import { ranged, type Selection, toggled } from './selection.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import styles from './table.module.css';

/** Pixels; also in the style sheet. Fingers need 44. */
export const rowHeight = 46;
/** Rows drawn above and below what is in sight: fewer flicker, more cost time at every step. */
const overscan = 12;

interface Row {
  readonly id: number;
  readonly name: string;
}

interface TableBodyProps<T extends Row> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: LiveList<T>;
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  readonly selection: Selection;
  readonly onSelect?: (selection: Selection) => void;
}

export function TableBody<T extends Row>(props: TableBodyProps<T>) {
  const { label, columns, list, sort, order, onSort, selection, onSelect } = props;
  const { items, reach } = list;
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const count = list.total ?? 12;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: rowHeight,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (list.total !== undefined && last >= items.length - overscan) reach(Math.min(last + 60, count - 1));
  }, [last, items.length, list.total, count, reach]);

  const touched = useRef<number>(undefined);
  const select = useCallback(
    (id: number, range: boolean) => {
      onSelect?.(
        range
          ? ranged(
              selection,
              items.map((item) => item.id),
              touched.current,
              id,
            )
          : toggled(selection, id),
      );
      touched.current = id;
    },
    [onSelect, selection, items],
  );
  // Rows must not be drawn again because the selection of another changed.
  const latest = useRef(select);
  latest.current = select;
  const onToggle = useCallback((id: number, range: boolean) => latest.current(id, range), []);

  const template = `${onSelect === undefined ? '' : '44px '}${columns.map(({ width }) => width).join(' ')}`;
  const onKey = (event: KeyboardEvent) => moveFocus(event, scroller.current, count, virtual.scrollToIndex, onToggle);
  const all = items.length > 0 && items.every(({ id }) => selection.has(id));
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="table"
      aria-label={t('table.rows', { name: label })}
      aria-rowcount={count + 1}
      aria-busy={list.loading}
      onKeyDown={onKey}
      tabIndex={0}
    >
      <TableHead
        columns={columns}
        template={template}
        sort={sort}
        order={order}
        onSort={onSort}
        {...(onSelect === undefined
          ? {}
          : {
              allSelected: all,
              someSelected: selection.size > 0,
              onSelectAll: () => onSelect(all ? new Set() : new Set(items.map(({ id }) => id))),
            })}
      />
      <div role="rowgroup" className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => (
          <TableRow
            key={items[index]?.id ?? `empty-${index}`}
            row={items[index]}
            index={index}
            start={start}
            columns={columns}
            template={template}
            selected={items[index] !== undefined && selection.has(items[index].id)}
            onToggle={onSelect === undefined ? undefined : onToggle}
          />
        ))}
      </div>
    </div>
  );
}

/** Frames to wait for a row that has to be fetched first: some seconds. Longer: the focus jumps when nobody expects it. */
const patience = 300;
let latestMove = 0;

/** Arrows move from row to row, also to those that are not drawn or not fetched yet. */
function moveFocus(
  event: KeyboardEvent,
  scroller: HTMLElement | null,
  count: number,
  scrollTo: (index: number) => void,
  onToggle: (id: number, range: boolean) => void,
): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
  const at = row === null ? -1 : Number(row.dataset['index']);
  if (event.key === ' ' && row?.dataset['id'] !== undefined && (event.target as HTMLElement).tagName === 'A') {
    event.preventDefault();
    onToggle(Number(row.dataset['id']), event.shiftKey);
    return;
  }
  const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
  const wanted = steps[event.key];
  if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey || count === 0) return;
  event.preventDefault();
  const index = Math.max(0, Math.min(wanted, count - 1));
  scrollTo(index);
  // Drawn in the next frame when it was out of sight; who moves on meanwhile wants to be elsewhere.
  const move = ++latestMove;
  const focus = (tries: number) => {
    const link = scroller?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
    if (link) link.focus({ preventScroll: true });
    else if (tries > 0 && move === latestMove) requestAnimationFrame(() => focus(tries - 1));
  };
  focus(patience);
}
