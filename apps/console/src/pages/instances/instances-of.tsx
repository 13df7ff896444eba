import type { ListParameters } from '../../api/list-state.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { InstanceStateMark } from '../../ui/state.tsx';
import { ToObject } from '../../ui/to.tsx';
import { Related } from '../catalogue/related.tsx';

interface InstancesOfProps {
  readonly title: string;
  /** Of the API: `hostId`, `clusterId`, `ownerId`. */
  readonly of: ListParameters;
  readonly empty: string;
  /** The same in the language of the table of all instances. */
  readonly filter: string;
}

/** The instances that belong to something else: a host, a cluster, a user. */
export function InstancesOf({ title, of, empty, filter }: InstancesOfProps) {
  const t = useText();
  return (
    <Related
      title={title}
      kind="instance"
      parameters={{ ...of, sort: 'name', order: 'asc' }}
      empty={empty}
      all={{ to: '/instances', filter }}
      columns={[
        {
          label: t('objects.fields.name'),
          render: ({ id, name }) => (
            <ToObject kind="instance" id={id}>
              {name}
            </ToObject>
          ),
        },
        { label: t('objects.fields.state'), render: ({ state }) => <InstanceStateMark state={state} /> },
        { label: t('objects.fields.kind'), render: ({ kind }) => t(`objects.kinds.${kind}`) },
        { label: t('objects.fields.cpus'), render: ({ cpus }) => cpus },
        { label: t('objects.fields.memory'), render: ({ memoryMiB }) => mebibytes(memoryMiB) },
      ]}
    />
  );
}
