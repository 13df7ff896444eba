import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { TokenIcon } from '../../icons/token.tsx';
import { Ago } from '../../ui/ago.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { When } from '../../ui/when.tsx';

export default function TokenPage() {
  const t = useText();
  const users = useNames('user');
  return (
    <ObjectPage
      kind="token"
      icon={<TokenIcon size={22} />}
      actions={(token) => (
        <ObjectActions
          kind="token"
          object={token}
          deleteBody={t('people.tokens.deleteBody')}
          deleteRight="manage"
          deleteLabel={t('people.tokens.revoke')}
          list="/tokens"
        />
      )}
      facts={({ userId, purpose, scope, expiresAt, lastUsedAt }) => [
        [
          t('people.tokens.user'),
          <ToObject key="user" kind="user" id={userId}>
            {users.get(userId) ?? userId}
          </ToObject>,
        ],
        [t('people.tokens.purpose'), t(`people.tokens.purposes.${purpose}`)],
        ...(scope === undefined ? [] : [[t('people.tokens.scope'), t(`people.tokens.scopes.${scope}`)] as const]),
        [
          t('people.tokens.used'),
          lastUsedAt === undefined ? t('people.tokens.unused') : <Ago key="used" at={lastUsedAt} />,
        ],
        [t('people.tokens.expires'), <When key="expires" at={expiresAt} />],
      ]}
    />
  );
}
