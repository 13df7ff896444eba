import { instanceStates, type InstanceState } from './state.ts';

/** What may be asked of an existing instance. */
export const instanceActions = [
  'start',
  'stop',
  'reboot',
  'pause',
  'resume',
  'resize',
  'rename',
  'update',
  'reconfigure',
  'attach-cdrom',
  'eject-cdrom',
  'delete',
] as const;
export type InstanceAction = (typeof instanceActions)[number];

const everywhereButDeleting = instanceStates.filter((s) => s !== 'deleting');

/** May I? The API, the console, the CLI and the fakes all ask this table. */
export const allowedIn = {
  // Also while `preparing`: an instance that was created stopped is prepared first.
  start: ['preparing', 'stopped', 'stopping', 'exited', 'failed'],
  stop: [
    'pending',
    'preparing',
    'starting',
    'running',
    'rebooting',
    'pausing',
    'paused',
    'resuming',
    'stopping',
    'recovering',
    'exited',
    'failed',
  ],
  reboot: ['running'],
  pause: ['running', 'starting', 'resuming'],
  resume: ['paused', 'pausing'],
  resize: ['stopped', 'exited'],
  rename: everywhereButDeleting,
  update: everywhereButDeleting,
  reconfigure: everywhereButDeleting.filter((s) => s !== 'lost'),
  'attach-cdrom': everywhereButDeleting.filter((s) => s !== 'lost'),
  'eject-cdrom': everywhereButDeleting.filter((s) => s !== 'lost'),
  delete: instanceStates,
} as const satisfies Record<InstanceAction, readonly InstanceState[]>;

const because: Readonly<Record<InstanceState, string>> = {
  pending: 'it waits for a host to take it',
  preparing: 'its disks are being prepared',
  starting: 'it is starting',
  running: 'it is running',
  rebooting: 'it is rebooting',
  pausing: 'it is being paused',
  paused: 'it is paused',
  resuming: 'it is being resumed',
  stopping: 'it is shutting down',
  stopped: 'it is stopped',
  recovering: 'it ended unasked and is being started again',
  exited: 'its application has ended',
  deleting: 'it is being deleted',
  failed: 'its last step failed and is tried again',
  lost: 'it is lost with its host',
};

const wayOut: Readonly<Record<InstanceAction, string>> = {
  start: 'Resume it if it is paused; otherwise it already runs or soon will.',
  stop: 'There is nothing to stop.',
  reboot: 'Start it first, or wait until it runs.',
  pause: 'Wait until it runs.',
  resume: 'Only a paused instance can be resumed; start it if it is stopped.',
  resize: 'Stop it first, then resize, then start it again.',
  rename: 'Wait until it is gone and create another.',
  update: 'Wait until it is gone and create another.',
  reconfigure: 'Wait until it is gone and create another.',
  'attach-cdrom': 'Wait until it is gone and create another.',
  'eject-cdrom': 'Wait until it is gone and create another.',
  delete: 'Nothing more to do.',
};

/** What is done to "the instance", or to "it". */
const deeds: Readonly<Partial<Record<InstanceAction, string>>> = {
  'attach-cdrom': 'attach a CD-ROM to',
  'eject-cdrom': 'eject the CD-ROM of',
};
export const deedWords = (action: InstanceAction): string => deeds[action] ?? action;

/** Undefined when the action is possible, else the sentence that the user reads. */
export function refusal(action: InstanceAction, state: InstanceState): string | undefined {
  const states: readonly InstanceState[] = allowedIn[action];
  if (states.includes(state)) return undefined;
  const way = state === 'lost' ? 'Delete it and create another.' : wayOut[action];
  return `Cannot ${deedWords(action)} the instance while ${because[state]}. ${way}`;
}
