import { useText } from '../../i18n/i18n.ts';
import { GroupIcon } from '../../icons/group.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { RelatedOf } from '../catalogue/related-of.tsx';
import { UserStateMark } from '../users/state-mark.tsx';

export default function GroupPage() {
  const t = useText();
  return (
    <ObjectPage
      kind="group"
      icon={<GroupIcon size={22} />}
      actions={(group) => (
        <ObjectActions kind="group" object={group} deleteBody={t('people.groups.deleteBody')} list="/groups" />
      )}
      facts={({ users }) => [[t('people.groups.users'), users]]}
    >
      {({ id }) => <Members groupId={id} />}
    </ObjectPage>
  );
}

function Members({ groupId }: { readonly groupId: number }) {
  const t = useText();
  return (
    <RelatedOf
      title={t('people.groups.members')}
      kind="user"
      belongs={(user) => user.groupIds.includes(groupId)}
      empty={t('people.groups.noMembers')}
      columns={[
        {
          label: t('objects.fields.name'),
          render: ({ id, name }) => (
            <ToObject kind="user" id={id}>
              {name}
            </ToObject>
          ),
        },
        { label: t('people.users.state'), render: ({ enabled }) => <UserStateMark enabled={enabled} /> },
      ]}
    />
  );
}
