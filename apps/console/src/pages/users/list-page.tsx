import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { UserIcon } from '../../icons/user.tsx';
import type { Column } from '../../table/column.ts';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { UserStateMark } from './state-mark.tsx';

type User = ObjectOf<'user'>;

const columns = (groups: ReadonlyMap<number, string>): readonly Column<User>[] => [
  nameColumn<User>('user', <UserIcon size={16} />),
  {
    id: 'enabled',
    label: text('people.users.state'),
    width: 'minmax(120px, 1fr)',
    sort: 'enabled',
    show: 'phone',
    render: ({ enabled }) => <UserStateMark enabled={enabled} />,
  },
  {
    id: 'administrator',
    label: text('people.users.administrator'),
    width: '130px',
    sort: 'administrator',
    show: 'usual',
    render: ({ administrator }) => (administrator ? text('catalogue.yes') : text('catalogue.no')),
  },
  {
    id: 'groups',
    label: text('people.users.groups'),
    width: 'minmax(140px, 1.5fr)',
    show: 'usual',
    render: ({ groupIds }) => groupIds.map((id) => groups.get(id) ?? id).join(', '),
  },
  ...lastColumns<User>(),
];

export default function UserListPage() {
  const t = useText();
  const go = useGo();
  const groups = useNames('group');
  const shown = useMemo(() => columns(groups), [groups]);
  const open = () =>
    openCreation({
      kind: 'user',
      title: t('people.users.create'),
      done: ({ id }) => go(`/users/${id}`),
    });
  return (
    <CatalogueList
      kind="user"
      title={t('people.users.title')}
      columns={shown}
      emptyTitle={t('people.users.emptyTitle')}
      emptyHint={t('people.users.emptyHint')}
      create={{ label: t('people.users.create'), open }}
    />
  );
}
