import { Menu, Text } from '@mantine/core';
import type { Instance } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { useText } from '../../i18n/i18n.ts';
import { actionOf, type Deed } from './deed-list.ts';
import { deedIcons, doDeed } from './deeds.ts';
import { actionsFor } from './may.ts';

interface DeedItemsProps {
  readonly instance: Instance;
  readonly deeds: readonly Deed[];
}

/** Items of a menu. One that is not possible now is still there, and says why. */
export function DeedItems({ instance, deeds }: DeedItemsProps) {
  const t = useText();
  const may = actionsFor(instance, useMe());
  return deeds.map((deed) => {
    const Icon = deedIcons[deed];
    const reason = may[actionOf(deed)];
    return (
      <Menu.Item
        key={deed}
        leftSection={<Icon size={16} />}
        data-disabled={reason !== null || undefined}
        aria-disabled={reason !== null}
        closeMenuOnClick={reason === null}
        {...(deed === 'delete' && reason === null ? { c: 'var(--bad)' } : {})}
        onClick={() => {
          if (reason === null) doDeed(deed, instance);
        }}
      >
        {t(`instances.actions.${deed}`)}
        {reason === null ? null : (
          <Text size="xs" c="dimmed">
            {reason}
          </Text>
        )}
      </Menu.Item>
    );
  });
}
