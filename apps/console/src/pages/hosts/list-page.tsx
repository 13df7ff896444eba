import { useMemo } from 'react';
import type { Host } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { number } from '../../format/number.ts';
import { mebibytes } from '../../format/units.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { HostIcon } from '../../icons/host.tsx';
import type { Column } from '../../table/column.ts';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { HostStateMark } from '../../ui/state.tsx';
import { To } from '../../ui/to.tsx';
import { CpuUse, DiskUse, MemoryUse } from '../../ui/use-cell.tsx';
import { clusterColumn, lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

const columns = (clusters: ReadonlyMap<number, string>): readonly Column<Host>[] => [
  nameColumn<Host>('host', <HostIcon size={16} />),
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: 'minmax(100px, 1fr)',
    sort: 'state',
    show: 'phone',
    render: ({ state }) => <HostStateMark state={state} />,
  },
  clusterColumn<Host>(clusters, 'minmax(90px, 1fr)'),
  {
    id: 'instances',
    label: text('hosts.instances'),
    width: '90px',
    sort: 'instances',
    show: 'usual',
    align: 'end',
    render: ({ instances }) => instances,
  },
  {
    id: 'cpus',
    label: text('hosts.cpusReserved'),
    width: 'minmax(165px, 1fr)',
    show: 'usual',
    render: ({ reserved, room }) => (
      <CapacityBar compact label={text('hosts.cpusReserved')} used={reserved?.cpus ?? 0} total={room?.cpus} />
    ),
  },
  {
    id: 'memory',
    label: text('hosts.memoryReserved'),
    width: 'minmax(140px, 1fr)',
    show: 'usual',
    render: ({ reserved, room }) => (
      <CapacityBar
        compact
        label={text('hosts.memoryReserved')}
        used={reserved?.memoryMiB ?? 0}
        total={room?.memoryMiB}
        format={mebibytes}
      />
    ),
  },
  {
    id: 'cpuUse',
    label: text('use.cpus'),
    width: 'minmax(150px, 1fr)',
    sort: 'cpuUse',
    show: 'wide',
    render: ({ id, capacity }) => <CpuUse kind="host" id={id} total={capacity?.cpus} />,
  },
  {
    id: 'memoryUse',
    label: text('use.memory'),
    width: 'minmax(150px, 1fr)',
    sort: 'memoryUse',
    show: 'wide',
    render: ({ id, capacity }) => <MemoryUse kind="host" id={id} total={capacity?.memoryMiB} />,
  },
  {
    id: 'diskUse',
    label: text('use.disk'),
    width: 'minmax(150px, 1fr)',
    sort: 'diskUse',
    show: 'wide',
    render: ({ id, capacity }) => <DiskUse id={id} total={capacity?.diskMiB} />,
  },
  {
    id: 'load',
    label: text('hosts.load'),
    width: '80px',
    sort: 'load',
    show: 'chosen',
    align: 'end',
    render: ({ machine }) => (machine === undefined ? '' : number(machine.load, 2)),
  },
  {
    id: 'disk',
    label: text('hosts.disk'),
    width: '110px',
    sort: 'diskFreeMiB',
    show: 'chosen',
    align: 'end',
    render: ({ capacity }) => (capacity === undefined ? '' : mebibytes(capacity.diskFreeMiB)),
  },
  {
    id: 'version',
    label: text('hosts.version'),
    width: '160px',
    sort: 'agentVersion',
    show: 'chosen',
    render: ({ agentVersion }) => agentVersion ?? '',
  },
  ...lastColumns<Host>(),
];

export default function HostListPage() {
  const t = useText();
  const clusters = useNames('cluster');
  const shown = useMemo(() => columns(clusters), [clusters]);
  return (
    <CatalogueList
      kind="host"
      title={t('hosts.title')}
      columns={shown}
      emptyTitle={t('hosts.emptyTitle')}
      emptyHint={t('hosts.emptyHint')}
      emptyAction={<To to="/clusters">{t('clusters.title')}</To>}
    />
  );
}
