import type { GuestState, Instance, InstanceIntent, InstanceObservation } from './instance.ts';
import { hasBeenStarted } from './starts.ts';

/**
 * The public state of an instance is computed, never stored: a total table over what is wanted (rows) and what is there
 * (columns), refined by `instanceState`. See SPEC.md in this folder for the diagram and the invariants.
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
  'exited',
  'deleting',
  'failed',
  'lost',
] as const;
export type InstanceState = (typeof instanceStates)[number];

export const stateTable: Readonly<Record<InstanceIntent['power'], Readonly<Record<GuestState, InstanceState>>>> = {
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
    stopping: 'rebooting',
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

/**
 * `failed` means: the last step failed and is tried again; it is never a dead end. `lost`: its host was declared lost, and
 * there is nothing left that could run.
 */
export function instanceState(instance: Pick<Instance, 'intent' | 'observed' | 'hostId' | 'lost'>): InstanceState {
  const { intent, observed, hostId } = instance;
  if (intent.power === 'absent') return 'deleting';
  if (instance.lost) return 'lost';
  if (hostId === undefined) return intent.power === 'stopped' ? 'stopped' : 'pending';
  // The host has not spoken yet: nothing may be claimed of it.
  if (!observed) return intent.power === 'stopped' ? 'preparing' : 'pending';
  const state = computed(intent, observed);
  const settled = state === 'running' || state === 'paused' || state === 'stopped' || state === 'exited';
  return observed.failure && !settled ? 'failed' : state;
}

function computed(intent: InstanceIntent, observed: InstanceObservation): InstanceState {
  const { guest, step } = observed;
  const off = guest === 'none' || guest === 'prepared';
  if (intent.power === 'stopped' && off) {
    // Some runtimes forget a guest that is off: what the host has reached counts, not what they remember.
    if (observed.reached >= intent.generation) return 'stopped';
    // The host was about to start it when the wish changed.
    if (step?.name === 'start-guest') return 'stopping';
  }
  // An application that ended by itself: its restart policy decides, on its host.
  if (off && intent.power !== 'stopped' && hasBeenStarted(intent, observed)) {
    return observed.over === true ? 'exited' : 'recovering';
  }
  const state = stateTable[intent.power][guest];
  const on = state === 'running' || state === 'paused';
  return on && observed.reboots < intent.reboots ? 'rebooting' : state;
}
