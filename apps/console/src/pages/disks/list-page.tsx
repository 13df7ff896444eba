import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { mebibytes } from '../../format/units.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { DiskIcon } from '../../icons/disk.tsx';
import type { Column } from '../../table/column.ts';
import { NamedObject } from '../../ui/named-object.tsx';
import { ToObject } from '../../ui/to.tsx';
import { clusterColumn, lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { CreateButton } from '../instances/create-button.tsx';

type Disk = ObjectOf<'disk'>;
type Names = ReadonlyMap<number, string>;

const columns = (clusters: Names, hosts: Names, images: Names): readonly Column<Disk>[] => [
  nameColumn<Disk>('disk', <DiskIcon size={16} />),
  {
    id: 'size',
    label: text('objects.fields.size'),
    width: '100px',
    sort: 'sizeMiB',
    show: 'phone',
    align: 'end',
    render: ({ sizeMiB }) => mebibytes(sizeMiB),
  },
  {
    id: 'instance',
    label: text('disks.instance'),
    width: 'minmax(120px, 1.4fr)',
    sort: 'instanceId',
    show: 'usual',
    render: ({ instanceId }) => <NamedObject kind="instance" id={instanceId} />,
  },
  referenceColumn<Disk>({
    id: 'image',
    label: text('objects.fields.image'),
    width: 'minmax(110px, 1fr)',
    show: 'usual',
    kind: 'image',
    sort: 'imageId',
    of: ({ imageId }) => imageId,
    names: images,
  }),
  clusterColumn<Disk>(clusters, 'minmax(100px, 1fr)'),
  {
    id: 'host',
    label: text('objects.fields.host'),
    width: 'minmax(100px, 1fr)',
    sort: 'hostId',
    show: 'usual',
    render: ({ hostId }) =>
      hostId === undefined ? (
        text('disks.notPlaced')
      ) : (
        <ToObject kind="host" id={hostId}>
          {hosts.get(hostId) ?? hostId}
        </ToObject>
      ),
  },
  ...lastColumns<Disk>(),
];

/** Disks come and go with their instances: here they are only looked at. */
export default function DiskListPage() {
  const t = useText();
  const clusters = useNames('cluster');
  const hosts = useNames('host');
  const images = useNames('image');
  const shown = useMemo(() => columns(clusters, hosts, images), [clusters, hosts, images]);
  return (
    <CatalogueList
      kind="disk"
      title={t('disks.title')}
      columns={shown}
      emptyTitle={t('disks.emptyTitle')}
      emptyHint={t('disks.emptyHint')}
      emptyAction={<CreateButton />}
    />
  );
}
