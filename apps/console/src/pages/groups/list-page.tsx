import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useGo } from '../../app/use-route.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { GroupIcon } from '../../icons/group.tsx';
import type { Column } from '../../table/column.ts';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

type Group = ObjectOf<'group'>;

const columns = (): readonly Column<Group>[] => [
  nameColumn<Group>('group', <GroupIcon size={16} />),
  {
    id: 'users',
    label: text('people.groups.users'),
    width: '100px',
    sort: 'users',
    show: 'phone',
    align: 'end',
    render: ({ users }) => users,
  },
  ...lastColumns<Group>(),
];

export default function GroupListPage() {
  const t = useText();
  const go = useGo();
  const shown = useMemo(columns, []);
  const open = () =>
    openCreation({
      kind: 'group',
      title: t('people.groups.create'),
      done: ({ id }) => go(`/groups/${id}`),
    });
  return (
    <CatalogueList
      kind="group"
      title={t('people.groups.title')}
      columns={shown}
      emptyTitle={t('people.groups.emptyTitle')}
      emptyHint={t('people.groups.emptyHint')}
      create={{ label: t('people.groups.create'), open }}
    />
  );
}
