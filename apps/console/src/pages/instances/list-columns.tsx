import type { Instance } from '../../api/kinds.ts';
import { mebibytes } from '../../format/units.ts';
import { text } from '../../i18n/i18n.ts';
import { ContainerIcon } from '../../icons/container.tsx';
import { InstanceIcon } from '../../icons/instance.tsx';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { InstanceStateMark } from '../../ui/state.tsx';
import { To, ToObject } from '../../ui/to.tsx';
import { CpuUse, MemoryUse } from '../../ui/use-cell.tsx';
import styles from '../catalogue/columns.module.css';
import { clusterColumn, createdColumn, labelsColumn, numberColumn, referenceColumn } from '../catalogue/columns.tsx';

interface Names {
  readonly clusters: ReadonlyMap<number, string>;
  readonly hosts: ReadonlyMap<number, string>;
  readonly users: ReadonlyMap<number, string>;
  readonly templates: ReadonlyMap<number, string>;
}

export const instanceColumns = ({ clusters, hosts, users, templates }: Names): readonly Column<Instance>[] => [
  {
    id: 'name',
    label: text('objects.fields.name'),
    width: 'minmax(150px, 2fr)',
    sort: 'name',
    show: 'always',
    render: ({ id, name, kind }) => {
      const Icon = kind === 'vm' ? InstanceIcon : ContainerIcon;
      return (
        <span className={styles['name']} title={text(`objects.kinds.${kind}`)}>
          <Icon size={16} />
          <To to={`/instances/${id}`} className={styles['link']} data-row-link>
            {name}
          </To>
        </span>
      );
    },
  },
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: 'minmax(118px, 1fr)',
    sort: 'state',
    show: 'phone',
    render: ({ state, stateReason }) => (
      <span title={stateReason}>
        <InstanceStateMark state={state} />
      </span>
    ),
  },
  clusterColumn<Instance>(clusters, 'minmax(100px, 1fr)'),
  {
    id: 'host',
    label: text('objects.fields.host'),
    width: 'minmax(100px, 1fr)',
    sort: 'hostId',
    show: 'usual',
    render: ({ hostId }) =>
      hostId === undefined ? (
        <span className={styles['dim']}>{text('instances.none')}</span>
      ) : (
        <ToObject kind="host" id={hostId}>
          {hosts.get(hostId) ?? hostId}
        </ToObject>
      ),
  },
  {
    id: 'address',
    label: text('objects.fields.address'),
    width: 'minmax(120px, 1fr)',
    show: 'usual',
    render: ({ nics }) => {
      const found = nics.flatMap(({ address }) => address ?? []);
      return (
        <span className={styles['mono']}>
          {found[0] ?? ''} {found.length > 1 ? text('instances.more', { count: found.length - 1 }) : ''}
        </span>
      );
    },
  },
  {
    id: 'cpus',
    label: text('objects.fields.cpus'),
    width: '110px',
    sort: 'cpus',
    show: 'usual',
    align: 'end',
    render: ({ cpus }) => cpus,
  },
  {
    id: 'memory',
    label: text('objects.fields.memory'),
    width: '100px',
    sort: 'memoryMiB',
    show: 'usual',
    align: 'end',
    render: ({ memoryMiB }) => mebibytes(memoryMiB),
  },
  {
    id: 'cpuUse',
    label: text('use.cpus'),
    width: 'minmax(150px, 1fr)',
    sort: 'cpuUse',
    show: 'chosen',
    render: ({ id, cpus }) => <CpuUse kind="instance" id={id} total={cpus} />,
  },
  {
    id: 'memoryUse',
    label: text('use.memory'),
    width: 'minmax(150px, 1fr)',
    sort: 'memoryUse',
    show: 'chosen',
    render: ({ id, memoryMiB }) => <MemoryUse kind="instance" id={id} total={memoryMiB} />,
  },
  {
    id: 'disk',
    label: text('objects.fields.disk'),
    width: '100px',
    show: 'chosen',
    align: 'end',
    render: ({ disks }) => mebibytes(disks.reduce((sum, { sizeMiB }) => sum + sizeMiB, 0)),
  },
  {
    id: 'up',
    label: text('instances.up'),
    width: '130px',
    show: 'chosen',
    // Of a guest that is off it would tell of the time before.
    render: ({ observed }) =>
      observed?.startedAt === undefined || !isOn(observed.guest) ? null : <Ago at={observed.startedAt} />,
  },
  {
    id: 'template',
    label: text('objects.fields.template'),
    width: 'minmax(100px, 1fr)',
    sort: 'templateId',
    show: 'chosen',
    render: ({ templateId }) =>
      templateId === undefined ? null : (
        <ToObject kind="template" id={templateId}>
          {templates.get(templateId) ?? templateId}
        </ToObject>
      ),
  },
  referenceColumn<Instance>({
    id: 'owner',
    label: text('objects.fields.owner'),
    width: 'minmax(100px, 1fr)',
    sort: 'ownerId',
    show: 'chosen',
    kind: 'user',
    of: ({ ownerId }) => ownerId,
    names: users,
  }),
  labelsColumn<Instance>(),
  createdColumn<Instance>(),
  {
    id: 'changed',
    label: text('objects.fields.changedAt'),
    width: '130px',
    sort: 'changedAt',
    show: 'chosen',
    render: ({ changedAt }) => <Ago at={changedAt} />,
  },
  numberColumn<Instance>(),
];

const isOn = (guest: string): boolean => guest === 'running' || guest === 'paused' || guest === 'stopping';
