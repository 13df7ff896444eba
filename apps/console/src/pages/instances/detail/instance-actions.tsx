import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import type { Instance } from '../../../api/kinds.ts';
import { useMe } from '../../../api/session.ts';
import { useText } from '../../../i18n/i18n.ts';
import { MoreIcon } from '../../../icons/more.tsx';
import { DeedItems } from '../deed-items.tsx';
import { type Deed, deeds } from '../deed-list.ts';
import { deedIcons, doDeed } from '../deeds.ts';
import { actionsFor } from '../may.ts';

/** What ends a guest stands apart from what does not: a hand that slips must not reach it. */
const buttons = ['start', 'reboot', 'stop'] as const satisfies readonly Deed[];
const menu = deeds.filter((deed) => !(buttons as readonly Deed[]).includes(deed));

/** Every action there is. One that is not possible now is still there, and says why. */
export function InstanceActions({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const may = actionsFor(instance, useMe());
  return (
    <>
      {buttons.map((action) => {
        const Icon = deedIcons[action];
        const reason = may[action];
        return (
          <Tooltip key={action} label={reason} disabled={reason === null}>
            <Button
              variant="default"
              leftSection={<Icon size={16} />}
              data-disabled={reason !== null || undefined}
              aria-disabled={reason !== null}
              aria-description={reason ?? undefined}
              ml={action === 'stop' ? { xs: 'md' } : undefined}
              onClick={() => {
                if (reason === null) doDeed(action, instance);
              }}
            >
              {t(`instances.actions.${action}`)}
            </Button>
          </Tooltip>
        );
      })}
      <Menu position="bottom-end" width={290} withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('instances.moreActions', { name: instance.name })}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <DeedItems instance={instance} deeds={menu} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
