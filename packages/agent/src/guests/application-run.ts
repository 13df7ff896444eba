/**
 * What an observation says of the runs of an application: how often it was started for what was asked, how it ended, and
 * what its restart policy makes of it. Written by the guest's actor alone. If we die between a start and the note of it, the
 * guest is found running and counted then; one that was over meanwhile is run once more.
 */
import {
  type Decision,
  type GuestFindings,
  type HostIntent,
  type InstanceObservation,
  startsAsked,
} from '@skerry/domain';
import type { Clock } from '@skerry/kit';

const isOff = ({ guest }: Pick<InstanceObservation, 'guest'>): boolean => guest === 'none' || guest === 'prepared';

/** `known`: before it was looked at. `decision`: where it is known by now. */
export function runTold(
  told: InstanceObservation,
  known: InstanceObservation,
  intent: HostIntent,
  found: GuestFindings,
  decision: Decision | undefined,
  clock: Clock,
): InstanceObservation {
  const { over: _, nextStartAt, ...rest } = told;
  if (!('files' in found)) {
    const seenRunning = found.guest === 'running' && intent.power !== 'stopped' && intent.power !== 'absent';
    return seenRunning && found.reboots >= intent.reboots ? { ...rest, startedFor: startsAsked(intent) } : rest;
  }
  const { exit, ended } = found;
  if (exit === undefined && ended === undefined) return rest;
  // Nobody saw how: when it was seen first is kept.
  const how = exit ?? (isOff(known) && known.exit ? known.exit : { at: clock.now().toISOString() });
  const off = { ...rest, exit: how };
  if (ended === undefined) return off;
  if (decision?.do === 'nothing') return { ...off, over: true };
  if (decision?.do !== 'wait') return off;
  const next = new Date(clock.now().getTime() + decision.withinMs).toISOString();
  return { ...off, nextStartAt: isOff(known) ? (nextStartAt ?? next) : next };
}

/** It was started: for all that was asked until now, or once more by its policy. */
export function runStarted(
  started: InstanceObservation,
  intent: HostIntent,
  found: GuestFindings,
): InstanceObservation {
  const { restarts: _, nextStartAt: __, over: ___, ...rest } = started;
  const ended = 'files' in found ? found.ended : undefined;
  return {
    ...rest,
    startedFor: startsAsked(intent),
    ...(ended === undefined ? {} : { restarts: ended.restarts + 1 }),
  };
}
