import type { ReactNode } from 'react';
import type { Kind } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { pathOf } from '../../app/places.ts';
import { text } from '../../i18n/i18n.ts';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { To, ToObject } from '../../ui/to.tsx';
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

interface Reference<T> {
  readonly id: string;
  readonly label: string;
  readonly width: string;
  readonly show: Column<T>['show'];
  readonly kind: Kind;
  /** Field of the API that holds the number. */
  readonly sort: string;
  readonly of: (row: T) => number;
  readonly names: ReadonlyMap<number, string>;
}

/** Another object that a row names by its number. */
export const referenceColumn = <T,>({ kind, of, names, ...rest }: Reference<T>): Column<T> => ({
  ...rest,
  render: (row) => (
    <ToObject kind={kind} id={of(row)}>
      {names.get(of(row)) ?? of(row)}
    </ToObject>
  ),
});

export const clusterColumn = <T extends { readonly clusterId: number }>(
  names: ReadonlyMap<number, string>,
  width: string,
): Column<T> =>
  referenceColumn({
    id: 'cluster',
    label: text('objects.fields.cluster'),
    width,
    show: 'usual',
    kind: 'cluster',
    sort: 'clusterId',
    of: ({ clusterId }) => clusterId,
    names,
  });

export const labelsColumn = <T extends WithMeta>(): Column<T> => ({
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
});

export const createdColumn = <T extends WithMeta>(): Column<T> => ({
  id: 'created',
  label: text('objects.fields.createdAt'),
  width: '130px',
  sort: 'createdAt',
  show: 'wide',
  render: ({ createdAt }) => <Ago at={createdAt} />,
});

export const numberColumn = <T extends WithMeta>(): Column<T> => ({
  id: 'number',
  label: text('objects.fields.id'),
  width: '90px',
  sort: 'id',
  show: 'chosen',
  align: 'end',
  render: ({ id }) => id,
});

/** What ends every table of the catalogue. */
export const lastColumns = <T extends WithMeta>(): readonly Column<T>[] => [
  labelsColumn<T>(),
  createdColumn<T>(),
  numberColumn<T>(),
];
