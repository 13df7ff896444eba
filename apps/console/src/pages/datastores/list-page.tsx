import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useGo } from '../../app/use-route.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { DatastoreIcon } from '../../icons/datastore.tsx';
import type { Column } from '../../table/column.ts';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

type Datastore = ObjectOf<'datastore'>;

const columns = (): readonly Column<Datastore>[] => [
  nameColumn<Datastore>('datastore', <DatastoreIcon size={16} />),
  {
    id: 'type',
    label: text('datastores.type'),
    width: '110px',
    sort: 'type',
    show: 'usual',
    render: ({ type }) => type,
  },
  {
    id: 'path',
    label: text('datastores.path'),
    width: 'minmax(200px, 3fr)',
    sort: 'path',
    show: 'phone',
    render: ({ path }) => <code title={path}>{path}</code>,
  },
  ...lastColumns<Datastore>(),
];

export default function DatastoreListPage() {
  const t = useText();
  const go = useGo();
  const shown = useMemo(columns, []);
  const open = () =>
    openCreation({
      kind: 'datastore',
      title: t('datastores.create'),
      about: t('datastores.about'),
      done: ({ id }) => go(`/datastores/${id}`),
    });
  return (
    <CatalogueList
      kind="datastore"
      title={t('datastores.title')}
      columns={shown}
      emptyTitle={t('datastores.emptyTitle')}
      emptyHint={t('datastores.emptyHint')}
      create={{ label: t('datastores.create'), open }}
    />
  );
}
