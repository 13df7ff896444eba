import type { GuestState, Instance, InstanceIntent } from './instance.ts';

/**
 * The public state of an instance is computed, never stored: a total table over what is wanted (rows) and what is there
 * (columns). See SPEC.md in this folder for the diagram and the invariants.
 */
export const instanceStates = [
  'pending',
  'preparing',
  'starting',
  'running',
  'rebooting',
  'pausing',
  'paused',
  'resuming',
  'stopping',
  'stopped',
  'recovering',
  'deleting',
  'failed',
] as const;
export type InstanceState = (typeof instanceStates)[number];

const table: Readonly<Record<InstanceIntent['power'], Readonly<Record<GuestState, InstanceState>>>> = {
  running: {
    none: 'preparing',
    prepared: 'starting',
    running: 'running',
    paused: 'resuming',
    stopping: 'rebooting',
    crashed: 'recovering',
  },
  paused: {
    none: 'preparing',
    prepared: 'starting',
    running: 'pausing',
    paused: 'paused',
    stopping: 'stopping',
    crashed: 'recovering',
  },
  stopped: {
    none: 'preparing',
    prepared: 'stopped',
    running: 'stopping',
    paused: 'stopping',
    stopping: 'stopping',
    crashed: 'stopping',
  },
  absent: {
    none: 'deleting',
    prepared: 'deleting',
    running: 'deleting',
    paused: 'deleting',
    stopping: 'deleting',
    crashed: 'deleting',
  },
};

/** `failed` means: the last step failed and is tried again; it is never a dead end. */
export function instanceState(instance: Pick<Instance, 'intent' | 'observed' | 'hostId'>): InstanceState {
  const { intent, observed, hostId } = instance;
  if (intent.power === 'absent') return 'deleting';
  if (hostId === undefined) return intent.power === 'stopped' ? 'stopped' : 'pending';
  if (!observed) return intent.power === 'stopped' ? 'stopped' : 'pending';
  const state = table[intent.power][observed.guest];
  const settled = state === 'running' || state === 'paused' || state === 'stopped';
  if (observed.failure && !settled) return 'failed';
  if (state === 'running' && observed.reboots < intent.reboots) return 'rebooting';
  return state;
}
