import { memo } from 'react';
import { type PlacedRow, rowProps } from './row-props.ts';
import styles from './table.module.css';

const passing = `${styles['row']} ${styles['passing']}`;

/** A row that passes too fast for more than its name. Every cell, icon and box here is a frame missed on a slow machine. */
export const NameRow = memo((placed: PlacedRow<{ readonly id: number; readonly name: string }>) => (
  <div {...rowProps(placed)} className={passing}>
    <div role="cell">{placed.row?.name}</div>
  </div>
));
NameRow.displayName = 'NameRow';
