import { instanceKinds, instanceStates } from '@skerry/domain';
import { useCallback, useMemo } from 'react';
import type { Instance } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { DataTable } from '../../table/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CreateButton } from './create-button.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { instanceColumns } from './list-columns.tsx';

/** All instances that this user may see. */
export default function InstanceListPage() {
  const t = useText();
  const clusters = useNames('cluster');
  const hosts = useNames('host');
  const users = useNames('user');
  const groups = useNames('group');
  const columns = useMemo(() => instanceColumns({ clusters, hosts }), [clusters, hosts]);
  const filters = useMemo(
    () => [
      { name: 'state', parameter: 'state', values: instanceStates },
      { name: 'kind', parameter: 'kind', values: instanceKinds },
      { name: 'cluster', parameter: 'clusterId', numbers: clusters },
      { name: 'host', parameter: 'hostId', numbers: hosts },
      { name: 'owner', parameter: 'ownerId', numbers: users },
      { name: 'group', parameter: 'groupId', numbers: groups },
    ],
    [clusters, hosts, users, groups],
  );
  const bulk = useCallback(
    (rows: readonly Instance[], clear: () => void) => <BulkActions rows={rows} clear={clear} />,
    [],
  );
  return (
    <>
      <PageHeader title={t('instances.title')} actions={<CreateButton />} />
      <DataTable
        kind="instance"
        label={t('instances.asTable')}
        columns={columns}
        filters={filters}
        bulk={bulk}
        empty={<Empty title={t('instances.emptyTitle')} hint={t('instances.emptyHint')} action={<CreateButton />} />}
      />
    </>
  );
}
