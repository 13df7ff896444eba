import { memo } from 'react';
import styles from './table.module.css';

interface NameRowProps {
  /** Undefined while its page is on the way. */
  readonly row: { readonly id: number; readonly name: string } | undefined;
  readonly index: number;
  readonly start: number;
  readonly selected: boolean;
}

/** A row that passes too fast for more than its name. Every cell, icon and box here is a frame missed on a slow machine. */
export const NameRow = memo(({ row, index, start, selected }: NameRowProps) => (
  <div
    role="row"
    aria-rowindex={index + 2}
    data-index={index}
    data-id={row?.id}
    data-selected={selected || undefined}
    className={`${styles['row']} ${styles['passing']}`}
    style={{ transform: `translateY(${start}px)` }}
  >
    <div role="cell">{row?.name}</div>
  </div>
));
NameRow.displayName = 'NameRow';
