import type { ReactNode } from 'react';
import stacked from '../../ui/stacked.module.css';
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

/**
 * A short table inside of a panel. On a phone each row is a list under its name (`stacked.module.css`); the roles are said
 * because a browser forgets what a table is when its parts are drawn as something else.
 */
export const RelatedTable = <T extends { readonly id: number }>({ title, items, columns }: RelatedTableProps<T>) => (
  <div className={styles['scroller']} tabIndex={0} role="region" aria-label={title}>
    <table role="table" className={`${styles['table']} ${stacked['table']}`}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ label }) => (
            <th key={label} scope="col" role="columnheader">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {items.map((item) => (
          <tr key={item.id} role="row">
            {columns.map(({ label, render }) => (
              <td key={label} role="cell" data-label={label}>
                {render(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
