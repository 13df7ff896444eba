/** Everything that can be done with an instance, in the order in which menus and the palette offer it. */
import type { InstanceAction } from '@skerry/domain';

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
  'attach-cdrom',
  'eject-cdrom',
  'delete',
] as const;
export type Deed = (typeof deeds)[number];

/** What of the table of actions a deed is: by force is the same action. */
export const actionOf = (deed: Deed): InstanceAction =>
  deed === 'stopNow' ? 'stop' : deed === 'rebootNow' ? 'reboot' : deed;
