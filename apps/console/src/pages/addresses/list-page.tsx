import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { MapPinIcon } from '../../icons/map-pin.tsx';
import type { Column } from '../../table/column.ts';
import { NamedObject } from '../../ui/named-object.tsx';
import { clusterColumn, lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { CreateButton } from '../instances/create-button.tsx';

type Lease = ObjectOf<'lease'>;
type Names = ReadonlyMap<number, string>;

const columns = (clusters: Names, networks: Names): readonly Column<Lease>[] => [
  nameColumn<Lease>('lease', <MapPinIcon size={16} />),
  {
    id: 'instance',
    label: text('addresses.instance'),
    width: 'minmax(120px, 1.4fr)',
    sort: 'instanceId',
    show: 'phone',
    render: ({ instanceId }) => <NamedObject kind="instance" id={instanceId} />,
  },
  referenceColumn<Lease>({
    id: 'network',
    label: text('objects.fields.network'),
    width: 'minmax(120px, 1fr)',
    show: 'usual',
    kind: 'network',
    sort: 'networkId',
    of: ({ networkId }) => networkId,
    names: networks,
  }),
  clusterColumn<Lease>(clusters, 'minmax(100px, 1fr)'),
  {
    id: 'mac',
    label: text('addresses.mac'),
    width: '160px',
    sort: 'mac',
    show: 'wide',
    render: ({ mac }) => <code>{mac}</code>,
  },
  ...lastColumns<Lease>(),
];

/** Addresses are leased to instances by their cluster: here they are only looked at. */
export default function AddressListPage() {
  const t = useText();
  const clusters = useNames('cluster');
  const networks = useNames('network');
  const shown = useMemo(() => columns(clusters, networks), [clusters, networks]);
  return (
    <CatalogueList
      kind="lease"
      title={t('addresses.title')}
      columns={shown}
      emptyTitle={t('addresses.emptyTitle')}
      emptyHint={t('addresses.emptyHint')}
      emptyAction={<CreateButton />}
    />
  );
}
