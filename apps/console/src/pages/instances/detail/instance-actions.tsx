import { ActionIcon, Button, Menu, Text, Tooltip } from '@mantine/core';
import type { InstanceAction } from '@skerry/domain';
import { useState } from 'react';
import type { Instance } from '../../../api/kinds.ts';
import { useMe } from '../../../api/session.ts';
import { useText } from '../../../i18n/i18n.ts';
import { EditIcon } from '../../../icons/edit.tsx';
import { MoreIcon } from '../../../icons/more.tsx';
import { PauseIcon } from '../../../icons/pause.tsx';
import { PlayIcon } from '../../../icons/play.tsx';
import { RebootIcon } from '../../../icons/reboot.tsx';
import { ResizeIcon } from '../../../icons/resize.tsx';
import { ResumeIcon } from '../../../icons/resume.tsx';
import { StopIcon } from '../../../icons/stop.tsx';
import { TrashIcon } from '../../../icons/trash.tsx';
import { actionsFor } from '../may.ts';
import { type QuickAction, runAction } from '../run-action.ts';
import { ChangeDialog } from './change-dialog.tsx';

const icons = {
  start: PlayIcon,
  stop: StopIcon,
  reboot: RebootIcon,
  pause: PauseIcon,
  resume: ResumeIcon,
  resize: ResizeIcon,
  rename: EditIcon,
  update: EditIcon,
  delete: TrashIcon,
} as const satisfies Record<InstanceAction, typeof PlayIcon>;
const buttons = ['start', 'stop', 'reboot'] as const;
const menu = ['pause', 'resume', 'resize', 'rename', 'update', 'delete'] as const;
type Change = 'resize' | 'rename' | 'update';

/** Every action there is. One that is not possible now is still there, and says why. */
export function InstanceActions({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const may = actionsFor(instance, useMe());
  const [changing, setChanging] = useState<Change>();
  const run = (action: InstanceAction) => {
    if (may[action] !== null) return;
    if (action === 'resize' || action === 'rename' || action === 'update') setChanging(action);
    else void runAction(action satisfies QuickAction, [instance]);
  };
  return (
    <>
      {buttons.map((action) => {
        const Icon = icons[action];
        const reason = may[action];
        return (
          <Tooltip key={action} label={reason} disabled={reason === null}>
            <Button
              variant="default"
              leftSection={<Icon size={16} />}
              data-disabled={reason !== null || undefined}
              aria-disabled={reason !== null}
              aria-description={reason ?? undefined}
              onClick={() => run(action)}
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
          {menu.map((action) => {
            const Icon = icons[action];
            const reason = may[action];
            return (
              <Menu.Item
                key={action}
                leftSection={<Icon size={16} />}
                data-disabled={reason !== null || undefined}
                aria-disabled={reason !== null}
                closeMenuOnClick={reason === null}
                {...(action === 'delete' && reason === null ? { c: 'var(--bad)' } : {})}
                onClick={() => run(action)}
              >
                {t(`instances.actions.${action}`)}
                {reason === null ? null : (
                  <Text size="xs" c="dimmed">
                    {reason}
                  </Text>
                )}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      <ChangeDialog instance={instance} change={changing} onClose={() => setChanging(undefined)} />
    </>
  );
}
