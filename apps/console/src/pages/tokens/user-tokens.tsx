import { useText } from '../../i18n/i18n.ts';
import { Ago } from '../../ui/ago.tsx';
import { ToObject } from '../../ui/to.tsx';
import { Related } from '../catalogue/related.tsx';

interface UserTokensProps {
  readonly userId: number;
  readonly title: string;
  readonly empty: string;
}

/** With what a user, or a program for them, may log in. */
export function UserTokens({ userId, title, empty }: UserTokensProps) {
  const t = useText();
  return (
    <Related
      title={title}
      kind="token"
      parameters={{ userId, sort: 'expiresAt', order: 'desc' }}
      empty={empty}
      columns={[
        {
          label: t('objects.fields.name'),
          render: ({ id, name }) => (
            <ToObject kind="token" id={id}>
              {name}
            </ToObject>
          ),
        },
        { label: t('people.tokens.purpose'), render: ({ purpose }) => t(`people.tokens.purposes.${purpose}`) },
        { label: t('people.tokens.expires'), render: ({ expiresAt }) => <Ago at={expiresAt} /> },
      ]}
    />
  );
}
