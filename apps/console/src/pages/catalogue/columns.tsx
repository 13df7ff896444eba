import type { ReactNode } from 'react';
import type { Kind } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { pathOf } from '../../app/places.ts';
import { text } from '../../i18n/i18n.ts';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { To } from '../../ui/to.tsx';
import styles from './columns.module.css';

type WithMeta = Listed & { readonly labels: Readonly<Record<string, string>>; readonly createdAt: string };

export const nameColumn = <T extends Listed>(kind: Kind, icon: ReactNode): Column<T> => ({
  id: 'name',
  label: text('objects.fields.name'),
  width: 'minmax(150px, 2fr)',
  sort: 'name',
  show: 'always',
  render: ({ id, name }) => (
    <span className={styles['name']}>
      {icon}
      <To to={pathOf(kind, id) ?? '/'} className={styles['link']} data-row-link>
        {name}
      </To>
    </span>
  ),
});

/** What ends every table of the catalogue. */
export const lastColumns = <T extends WithMeta>(): readonly Column<T>[] => [
  {
    id: 'labels',
    label: text('objects.fields.labels'),
    width: 'minmax(120px, 1.4fr)',
    show: 'wide',
    render: ({ labels }) =>
      Object.entries(labels).map(([key, value]) => (
        <span key={key} className={styles['label']}>
          {value === '' ? key : `${key}=${value}`}
        </span>
      )),
  },
  {
    id: 'created',
    label: text('objects.fields.createdAt'),
    width: '130px',
    sort: 'createdAt',
    show: 'wide',
    render: ({ createdAt }) => <Ago at={createdAt} />,
  },
  {
    id: 'number',
    label: text('objects.fields.id'),
    width: '90px',
    sort: 'id',
    show: 'chosen',
    align: 'end',
    render: ({ id }) => id,
  },
];
