/** Everything that can be done with an instance, as menus and the palette offer it. */
import type { InstanceAction } from '@skerry/domain';
import { EditIcon } from '../../icons/edit.tsx';
import { PauseIcon } from '../../icons/pause.tsx';
import { PlayIcon } from '../../icons/play.tsx';
import { RebootIcon } from '../../icons/reboot.tsx';
import { ResizeIcon } from '../../icons/resize.tsx';
import { ResumeIcon } from '../../icons/resume.tsx';
import { StopIcon } from '../../icons/stop.tsx';
import { TokenIcon } from '../../icons/token.tsx';
import { TrashIcon } from '../../icons/trash.tsx';
import type { Instance } from '../../api/kinds.ts';
import { openGiven } from './detail/open-given.ts';
import { openProperties } from './detail/properties.ts';
import { openRename, openResize } from './change.ts';
import { runAction } from './run-action.ts';

export const deeds = [
  'start',
  'reboot',
  'stop',
  'pause',
  'resume',
  'rebootNow',
  'stopNow',
  'resize',
  'rename',
  'update',
  'reconfigure',
  'delete',
] as const;
export type Deed = (typeof deeds)[number];

/** What of the table of actions a deed is: by force is the same action. */
export const actionOf = (deed: Deed): InstanceAction =>
  deed === 'stopNow' ? 'stop' : deed === 'rebootNow' ? 'reboot' : deed;

export const deedIcons = {
  start: PlayIcon,
  stop: StopIcon,
  reboot: RebootIcon,
  pause: PauseIcon,
  resume: ResumeIcon,
  stopNow: StopIcon,
  rebootNow: RebootIcon,
  resize: ResizeIcon,
  rename: EditIcon,
  update: EditIcon,
  reconfigure: TokenIcon,
  delete: TrashIcon,
} as const satisfies Record<Deed, typeof PlayIcon>;

/** Does it, or opens what asks how. Whether it is possible was asked before, and is asked again by the server. */
export function doDeed(deed: Deed, instance: Instance): void {
  switch (deed) {
    case 'stopNow':
      return void runAction('stop', [instance], 'force');
    case 'rebootNow':
      return void runAction('reboot', [instance], 'force');
    case 'resize':
      return openResize(instance);
    case 'rename':
      return openRename(instance);
    case 'update':
      return void openProperties(instance);
    case 'reconfigure':
      return void openGiven(instance);
    default:
      return void runAction(deed, [instance]);
  }
}
