import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { NetworkIcon } from '../../icons/network.tsx';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { NetworkStateMark } from '../../ui/state.tsx';
import type { Column } from '../../table/column.ts';
import { openCreation } from '../catalogue/changes.ts';
import { clusterColumn, lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

type Network = ObjectOf<'network'>;

const columns = (clusters: ReadonlyMap<number, string>): readonly Column<Network>[] => [
  nameColumn<Network>('network', <NetworkIcon size={16} />),
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: '150px',
    show: 'phone',
    render: ({ state }) => <NetworkStateMark state={state} />,
  },
  clusterColumn<Network>(clusters, 'minmax(110px, 1fr)'),
  {
    id: 'cidr',
    label: text('networks.cidr'),
    width: 'minmax(130px, 1fr)',
    sort: 'cidr',
    show: 'phone',
    render: ({ cidr }) => <code>{cidr}</code>,
  },
  {
    id: 'gateway',
    label: text('networks.gateway'),
    width: 'minmax(120px, 1fr)',
    sort: 'gateway',
    show: 'wide',
    render: ({ gateway }) => <code>{gateway}</code>,
  },
  {
    id: 'leased',
    label: text('networks.leased'),
    width: 'minmax(130px, 1fr)',
    show: 'usual',
    render: ({ addresses }) =>
      addresses && (
        <CapacityBar compact label={text('networks.leased')} used={addresses.leased} total={addresses.total} />
      ),
  },
  {
    id: 'nat',
    label: text('networks.natShort'),
    width: '120px',
    sort: 'nat',
    show: 'wide',
    render: ({ nat }) => (nat ? text('catalogue.yes') : text('catalogue.no')),
  },
  ...lastColumns<Network>(),
];

export default function NetworkListPage() {
  const t = useText();
  const go = useGo();
  const clusters = useNames('cluster');
  const shown = useMemo(() => columns(clusters), [clusters]);
  const open = () =>
    openCreation({
      kind: 'network',
      title: t('networks.create'),
      about: t('networks.about'),
      done: ({ id }) => go(`/networks/${id}`),
    });
  return (
    <CatalogueList
      kind="network"
      title={t('networks.title')}
      columns={shown}
      emptyTitle={t('networks.emptyTitle')}
      emptyHint={t('networks.emptyHint')}
      create={{ label: t('networks.create'), open }}
    />
  );
}
