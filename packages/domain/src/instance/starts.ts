/**
 * Which start an application owes. A virtual machine or system container that is wanted running and is off is started; an
 * application may have ended because it was done. So what was asked for is counted, and its host counts up to where it has
 * come: only beyond that a start is owed, whatever the restart policy says.
 */
import type { Instance, InstanceIntent, InstanceObservation } from './instance.ts';

export const startsAsked = ({ starts = 0, reboots }: Pick<InstanceIntent, 'starts' | 'reboots'>): number =>
  starts + reboots;

/** An application that has been started as often as was asked; of all else nobody counts. */
export const hasBeenStarted = (
  intent: Pick<InstanceIntent, 'starts' | 'reboots'>,
  { startedFor }: Pick<InstanceObservation, 'startedFor'>,
): boolean => startedFor !== undefined && startedFor >= startsAsked(intent);

export const oneMoreStart = ({ spec, intent }: Pick<Instance, 'spec' | 'intent'>): Pick<InstanceIntent, 'starts'> =>
  spec.application === undefined ? {} : { starts: (intent.starts ?? 0) + 1 };
