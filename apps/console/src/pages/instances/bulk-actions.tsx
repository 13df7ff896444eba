import { Button, Tooltip } from '@mantine/core';
import { useMe } from '../../api/session.ts';
import type { Instance } from '../../api/kinds.ts';
import { useText } from '../../i18n/i18n.ts';
import { PauseIcon } from '../../icons/pause.tsx';
import { PlayIcon } from '../../icons/play.tsx';
import { RebootIcon } from '../../icons/reboot.tsx';
import { ResumeIcon } from '../../icons/resume.tsx';
import { StopIcon } from '../../icons/stop.tsx';
import { TrashIcon } from '../../icons/trash.tsx';
import { actionsFor } from './may.ts';
import { type QuickAction, runAction } from './run-action.ts';

const offered = [
  ['start', PlayIcon],
  ['stop', StopIcon],
  ['reboot', RebootIcon],
  ['pause', PauseIcon],
  ['resume', ResumeIcon],
  ['delete', TrashIcon],
] as const satisfies readonly (readonly [QuickAction, typeof PlayIcon])[];

interface BulkActionsProps {
  readonly rows: readonly Instance[];
  readonly clear: () => void;
}

/** For those of the selected for which it is possible; where for none, the reason stands at the button. */
export function BulkActions({ rows, clear }: BulkActionsProps) {
  const t = useText();
  const me = useMe();
  const actions = rows.map((row) => actionsFor(row, me));
  return offered.map(([action, Icon]) => {
    const possible = rows.filter((_, i) => actions[i]?.[action] === null);
    const name = t(`instances.actions.${action}`).replace('…', '');
    const reason = actions.find((a) => a[action] !== null)?.[action] ?? '';
    const note =
      possible.length === 0
        ? t('instances.bulkRefused', { action: name, reason })
        : t('instances.bulkSome', { action: name, count: possible.length, total: rows.length });
    return (
      <Tooltip key={action} label={note} disabled={possible.length === rows.length}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon size={14} />}
          data-disabled={possible.length === 0 || undefined}
          aria-disabled={possible.length === 0}
          onClick={() => {
            if (possible.length > 0) void runAction(action, possible).then((done) => done && clear());
          }}
        >
          {t(`instances.actions.${action}`)}
        </Button>
      </Tooltip>
    );
  });
}
