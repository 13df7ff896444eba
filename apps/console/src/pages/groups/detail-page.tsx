import { Text } from '@mantine/core';
import { useAll } from '../../api/use-list.ts';
import { useText } from '../../i18n/i18n.ts';
import { GroupIcon } from '../../icons/group.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';

export default function GroupPage() {
  const t = useText();
  return (
    <ObjectPage
      kind="group"
      icon={<GroupIcon size={22} />}
      actions={(group) => (
        <ObjectActions
          kind="group"
          object={group}
          fields={[]}
          deleteBody={t('people.groups.deleteBody')}
          list="/groups"
        />
      )}
      facts={({ users }) => [[t('people.groups.users'), users]]}
    >
      {({ id }) => <Members groupId={id} />}
    </ObjectPage>
  );
}

function Members({ groupId }: { readonly groupId: number }) {
  const t = useText();
  const { items, loading } = useAll('user');
  const members = items.filter((user) => user.groupIds.includes(groupId));
  return (
    <Panel title={t('people.groups.members')}>
      {members.length === 0 && !loading ? (
        <Text size="sm" c="dimmed">
          {t('people.groups.noMembers')}
        </Text>
      ) : (
        <Facts
          rows={members.map(({ id, name, enabled }) => [
            name,
            <ToObject key={id} kind="user" id={id}>
              {enabled ? t('people.users.enabled') : t('people.users.disabled')}
            </ToObject>,
          ])}
        />
      )}
    </Panel>
  );
}
