import type { ReactNode } from 'react';
import styles from './related.module.css';

export interface RelatedColumn<T> {
  readonly label: string;
  readonly render: (row: T) => ReactNode;
}

interface RelatedTableProps<T> {
  readonly title: string;
  readonly items: readonly T[];
  readonly columns: readonly RelatedColumn<T>[];
}

/** A short table inside of a panel; on phones it is scrolled sideways, with the keyboard too. */
export const RelatedTable = <T extends { readonly id: number }>({ title, items, columns }: RelatedTableProps<T>) => (
  <div className={styles['scroller']} tabIndex={0} role="region" aria-label={title}>
    <table className={styles['table']}>
      <thead>
        <tr>
          {columns.map(({ label }) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            {columns.map(({ label, render }) => (
              <td key={label}>{render(item)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
