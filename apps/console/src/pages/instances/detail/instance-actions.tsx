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
import { TokenIcon } from '../../../icons/token.tsx';
import { TrashIcon } from '../../../icons/trash.tsx';
import { actionsFor } from '../may.ts';
import { type QuickAction, runAction } from '../run-action.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { openGiven } from './open-given.ts';
import { openProperties } from './properties.ts';

const icons = {
  start: PlayIcon,
  stop: StopIcon,
  reboot: RebootIcon,
  pause: PauseIcon,
  resume: ResumeIcon,
  resize: ResizeIcon,
  rename: EditIcon,
  update: EditIcon,
  reconfigure: TokenIcon,
  delete: TrashIcon,
} as const satisfies Record<InstanceAction, typeof PlayIcon>;
const buttons = ['start', 'stop', 'reboot'] as const;
const menu = [
  'pause',
  'resume',
  'stopNow',
  'rebootNow',
  'resize',
  'rename',
  'update',
  'reconfigure',
  'delete',
] as const;
/** What is asked of the same table as another action. */
const asActions = { stopNow: 'stop', rebootNow: 'reboot' } as const;
const asAction = (item: MenuItem): InstanceAction =>
  item === 'stopNow' || item === 'rebootNow' ? asActions[item] : item;
type MenuItem = (typeof menu)[number];
type Change = 'resize' | 'rename';

/** Every action there is. One that is not possible now is still there, and says why. */
export function InstanceActions({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const may = actionsFor(instance, useMe());
  const [changing, setChanging] = useState<Change>();
  const run = (action: InstanceAction | MenuItem) => {
    if (action === 'stopNow' || action === 'rebootNow') {
      if (may[asAction(action)] === null) void runAction(asActions[action], [instance], 'force');
      return;
    }
    if (may[action] !== null) return;
    if (action === 'resize' || action === 'rename') setChanging(action);
    else if (action === 'update') void openProperties(instance);
    else if (action === 'reconfigure') void openGiven(instance);
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
            const Icon = icons[asAction(action)];
            const reason = may[asAction(action)];
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
