import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { TokenIcon } from '../../icons/token.tsx';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { openTokenCreation } from './create.tsx';

type Token = ObjectOf<'token'>;

const columns = (users: ReadonlyMap<number, string>): readonly Column<Token>[] => [
  nameColumn<Token>('token', <TokenIcon size={16} />),
  {
    id: 'purpose',
    label: text('people.tokens.purpose'),
    width: 'minmax(150px, 1fr)',
    sort: 'purpose',
    show: 'phone',
    render: ({ purpose }) => text(`people.tokens.purposes.${purpose}`),
  },
  referenceColumn<Token>({
    id: 'user',
    label: text('people.tokens.user'),
    width: 'minmax(110px, 1fr)',
    show: 'usual',
    kind: 'user',
    sort: 'userId',
    of: ({ userId }) => userId,
    names: users,
  }),
  {
    id: 'expires',
    label: text('people.tokens.expires'),
    width: '140px',
    sort: 'expiresAt',
    show: 'usual',
    render: ({ expiresAt }) => <Ago at={expiresAt} />,
  },
  ...lastColumns<Token>(),
];

export default function TokenListPage() {
  const t = useText();
  const users = useNames('user');
  const shown = useMemo(() => columns(users), [users]);
  return (
    <CatalogueList
      kind="token"
      title={t('people.tokens.title')}
      columns={shown}
      emptyTitle={t('people.tokens.emptyTitle')}
      emptyHint={t('people.tokens.emptyHint')}
      create={{ label: t('people.tokens.create'), open: openTokenCreation, forEverybody: true }}
    />
  );
}
