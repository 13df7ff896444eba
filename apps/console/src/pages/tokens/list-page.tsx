import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { TokenIcon } from '../../icons/token.tsx';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { To } from '../../ui/to.tsx';
import { lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { openTokenCreation } from './create.tsx';
import styles from './list-page.module.css';

type Token = ObjectOf<'token'>;

/** Log-ins and what machines join with come and go by themselves: they are asked for apart. */
const forPrograms = { purpose: 'access' };
const others = ['log-in', 'join-cluster', 'join-host'] as const;

const columns = (users: ReadonlyMap<number, string>): readonly Column<Token>[] => [
  nameColumn<Token>('token', <TokenIcon size={16} />),
  {
    id: 'purpose',
    label: text('people.tokens.purpose'),
    width: 'minmax(180px, 1fr)',
    sort: 'purpose',
    show: 'usual',
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
    id: 'used',
    label: text('people.tokens.used'),
    width: '140px',
    show: 'usual',
    render: ({ lastUsedAt }) => (lastUsedAt === undefined ? text('people.tokens.unused') : <Ago at={lastUsedAt} />),
  },
  {
    id: 'expires',
    label: text('people.tokens.expires'),
    width: '140px',
    sort: 'expiresAt',
    show: 'phone',
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
      only={forPrograms}
      under={
        <>
          {t('people.tokens.apart')}{' '}
          {others.map((purpose) => (
            <To key={purpose} to="/tokens" search={{ q: `purpose:${purpose}` }} className={styles['apart']}>
              {t(`people.tokens.elsewhere.${purpose}`)}
            </To>
          ))}
        </>
      }
      columns={shown}
      emptyTitle={t('people.tokens.emptyTitle')}
      emptyHint={t('people.tokens.emptyHint')}
      create={{ label: t('people.tokens.create'), open: openTokenCreation, forEverybody: true }}
    />
  );
}
