/** How each deed of the list looks, and how it is done. */
import { DiskIcon } from '../../icons/disk.tsx';
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
import { ejectCdrom, openAttachCdrom } from './cdrom.ts';
import { openRename, openResize } from './change.ts';
import type { Deed } from './deed-list.ts';
import { runAction } from './run-action.ts';

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
  'attach-cdrom': DiskIcon,
  'eject-cdrom': DiskIcon,
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
    case 'attach-cdrom':
      return openAttachCdrom(instance);
    case 'eject-cdrom':
      return void ejectCdrom(instance);
    default:
      return void runAction(deed, [instance]);
  }
}
