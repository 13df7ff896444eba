import { useCallback, useMemo } from 'react';
import type { Instance } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { DataTable } from '../../table/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CreateButton } from './create-button.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { DeedItems } from './deed-items.tsx';
import { deeds } from './deed-list.ts';
import { instanceColumns } from './list-columns.tsx';

/** All instances that this user may see. */
export default function InstanceListPage() {
  const t = useText();
  const clusters = useNames('cluster');
  const hosts = useNames('host');
  const users = useNames('user');
  const templates = useNames('template');
  const columns = useMemo(
    () => instanceColumns({ clusters, hosts, users, templates }),
    [clusters, hosts, users, templates],
  );
  const bulk = useCallback(
    (rows: readonly Instance[], clear: () => void) => <BulkActions rows={rows} clear={clear} />,
    [],
  );
  const menu = useCallback((row: Instance) => <DeedItems instance={row} deeds={deeds} />, []);
  return (
    <>
      <PageHeader title={t('instances.title')} actions={<CreateButton />} />
      <DataTable
        kind="instance"
        label={t('instances.asTable')}
        columns={columns}
        bulk={bulk}
        menu={menu}
        empty={<Empty title={t('instances.emptyTitle')} hint={t('instances.emptyHint')} action={<CreateButton />} />}
      />
    </>
  );
}
