import type { ObjectOf } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { UserIcon } from '../../icons/user.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { lackOf } from '../catalogue/rights.ts';
import { InstancesOf } from '../instances/instances-of.tsx';
import { UserTokens } from '../tokens/user-tokens.tsx';
import { openPassword } from './password.ts';
import { UserStateMark } from './state-mark.tsx';

type User = ObjectOf<'user'>;

export default function UserPage() {
  const t = useText();
  const groups = useNames('group');
  return (
    <ObjectPage
      kind="user"
      icon={<UserIcon size={22} />}
      mark={({ enabled }) => <UserStateMark enabled={enabled} />}
      actions={(user) => <Actions user={user} />}
      facts={({ administrator, groupIds }) => [
        [t('people.users.administrator'), administrator ? t('catalogue.yes') : t('catalogue.no')],
        [t('people.users.groups'), groupIds.map((id) => groups.get(id) ?? id).join(', ')],
      ]}
    >
      {({ id }) => (
        <>
          <InstancesOf
            title={t('people.users.owns')}
            of={{ ownerId: id }}
            empty={t('people.users.ownsNone')}
            filter={`owner:${id}`}
          />
          <UserTokens userId={id} title={t('people.users.tokens')} empty={t('people.users.noTokens')} />
        </>
      )}
    </ObjectPage>
  );
}

function Actions({ user }: { readonly user: User }) {
  const t = useText();
  const me = useMe();
  return (
    <ObjectActions kind="user" object={user} deleteBody={t('people.users.deleteBody')} list="/users">
      <ActionButton refusal={lackOf('manage', user, me)} onClick={() => openPassword(user, user.id === me?.id)}>
        {t('people.users.newPassword')}
      </ActionButton>
    </ObjectActions>
  );
}
