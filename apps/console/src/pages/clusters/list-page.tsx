import { useMemo } from 'react';
import type { Cluster } from '../../api/kinds.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { ClusterIcon } from '../../icons/cluster.tsx';
import type { Column } from '../../table/column.ts';
import { ClusterStateMark } from '../../ui/state.tsx';
import { Heard } from '../../ui/heard.tsx';
import { useGo } from '../../app/use-route.ts';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

const columns = (): readonly Column<Cluster>[] => [
  nameColumn<Cluster>('cluster', <ClusterIcon size={16} />),
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: 'minmax(152px, 1fr)',
    sort: 'state',
    show: 'phone',
    render: ({ state }) => <ClusterStateMark state={state} />,
  },
  {
    id: 'heard',
    label: text('clusters.lastHeard'),
    width: '144px',
    show: 'usual',
    render: (cluster) => <Heard of={cluster} />,
  },
  {
    id: 'hosts',
    label: text('clusters.hosts'),
    width: '90px',
    sort: 'hosts',
    show: 'usual',
    align: 'end',
    render: ({ hosts }) => hosts,
  },
  {
    id: 'instances',
    label: text('clusters.instances'),
    width: '110px',
    sort: 'instances',
    show: 'usual',
    align: 'end',
    render: ({ instances }) => instances,
  },
  {
    id: 'waiting',
    label: text('clusters.waiting'),
    width: '150px',
    sort: 'waitingCommands',
    show: 'wide',
    align: 'end',
    render: ({ waitingCommands }) => waitingCommands,
  },
  {
    id: 'place',
    label: text('clusters.place'),
    width: 'minmax(110px, 1fr)',
    show: 'usual',
    render: ({ location }) => location?.place ?? '',
  },
  ...lastColumns<Cluster>(),
];

export default function ClusterListPage() {
  const t = useText();
  const go = useGo();
  const shown = useMemo(columns, []);
  const open = () =>
    openCreation({
      kind: 'cluster',
      title: t('clusters.create'),
      about: t('clusters.about'),
      done: ({ id }) => go(`/clusters/${id}`),
    });
  return (
    <CatalogueList
      kind="cluster"
      title={t('clusters.title')}
      columns={shown}
      emptyTitle={t('clusters.emptyTitle')}
      emptyHint={t('clusters.emptyHint')}
      create={{ label: t('clusters.create'), open }}
    />
  );
}
