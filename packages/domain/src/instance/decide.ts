import type { GuestState, StepName } from './instance.ts';
import type { HostIntent } from './intent.ts';

/** What the agent found on its host for one instance, all of it read, nothing remembered but the counters. */
export interface HostFindings {
  readonly guest: GuestState;
  readonly imagesPresent: boolean;
  readonly disksPresent: boolean;
  /** Context as the intent wants it is written. */
  readonly contextCurrent: boolean;
  readonly ports: PortsFound;
  /** Anything at all of disks, context, network, guest definition is left. */
  readonly anythingLeft: boolean;
  readonly reboots: number;
  /**
   * Milliseconds since the graceful shut-down was asked for; undefined when it was not. Kept while the guest is
   * `stopping` or `paused`: a guest that pauses on its way down (its disk may be full) must not start the clock anew.
   */
  readonly shuttingDownForMs?: number;
  /** Milliseconds since it was asked last; undefined when it was not. */
  readonly lastAskedMs?: number;
}

/**
 * `current`: each port is there as the intent wants it: address, name, and what it may send. `stale`: one is there that is
 * not so. `none`: nothing of the instance is on any network.
 */
export type PortsFound = 'none' | 'stale' | 'current';

/** The next step, or what to wait for, or that all is as wanted. */
export type Decision =
  | { readonly do: StepName }
  /** Nothing to do but look again, at the latest after `withinMs`. */
  | { readonly do: 'wait'; readonly withinMs: number }
  | { readonly do: 'nothing' };

/** How often a guest that shuts down is looked at when no event comes. */
const shutdownPollMs = 500;

/**
 * A guest that boots hears nothing, and keeps no request for later: it is asked again. Longer: one that has just learnt
 * to hear is killed at the end of a short grace. Shorter: guests write more lines into their logs, and nothing else.
 */
const askAgainMs = 3000;

/** Pure: the whole of an agent's judgement about one instance. Every step it names may be repeated without harm. */
export function decide(intent: HostIntent, found: HostFindings): Decision {
  switch (intent.power) {
    case 'absent':
      return towardsAbsent(intent, found);
    case 'stopped':
      return found.guest === 'none' || found.guest === 'prepared' ? keptOff(found) : towardsOff(intent, found);
    case 'running':
    case 'paused':
      return towardsOn(intent, found, intent.power);
  }
}

/** What is found once a preparation is done. None of them needs another's result. */
const preparations: Readonly<Partial<Record<StepName, Partial<HostFindings>>>> = {
  'create-disk': { disksPresent: true },
  'write-context': { contextCurrent: true },
  'connect-network': { ports: 'current' },
};

/** The step together with those that `decide` would name next and that need not wait for it: done at once they save time. */
export function withCompanions(intent: HostIntent, found: HostFindings, step: StepName): readonly StepName[] {
  const together = [step];
  let then = found;
  for (let effect = preparations[step]; effect; ) {
    then = { ...then, ...effect };
    const { do: next } = decide(intent, then);
    effect = next === 'wait' || next === 'nothing' ? undefined : preparations[next];
    if (effect) together.push(next as StepName);
  }
  return together;
}

function towardsOn(intent: HostIntent, found: HostFindings, wanted: 'running' | 'paused'): Decision {
  switch (found.guest) {
    case 'stopping':
      return towardsOff(intent, found);
    case 'running':
      if (found.reboots < intent.reboots) return towardsOff(intent, found);
      if (wanted === 'paused') return { do: 'pause-guest' };
      // Its name on the network may change while it runs; the guest itself is not touched.
      return found.ports === 'current' ? { do: 'nothing' } : { do: 'connect-network' };
    case 'paused':
      if (found.shuttingDownForMs !== undefined) return towardsOff(intent, found);
      // Frozen or not, a reboot that was asked for is owed: it comes first, then the pause.
      if (wanted === 'running' || found.reboots < intent.reboots) return { do: 'resume-guest' };
      return found.ports === 'current' ? { do: 'nothing' } : { do: 'connect-network' };
    case 'crashed':
      return { do: 'force-off-guest' };
    case 'none':
    case 'prepared': {
      const next = prepare(found);
      if (next.do !== 'nothing') return next;
      if (found.ports !== 'current') return { do: 'connect-network' };
      return { do: 'start-guest' };
    }
  }
}

function prepare(found: HostFindings): Decision {
  // Also when the disks are there: they build on their images, and one that was changed on the host was set aside.
  if (!found.imagesPresent) return { do: 'fetch-image' };
  if (!found.disksPresent) return { do: 'create-disk' };
  if (!found.contextCurrent) return { do: 'write-context' };
  return { do: 'nothing' };
}

/** A guest that is off keeps the ports it had, and with them its names: these follow its wishes also then. */
function keptOff(found: HostFindings): Decision {
  const next = prepare(found);
  return next.do === 'nothing' && found.ports === 'stale' ? { do: 'connect-network' } : next;
}

function towardsOff(intent: HostIntent, found: HostFindings): Decision {
  if (found.guest === 'crashed') return { do: 'force-off-guest' };
  if (intent.graceSeconds === 0) return { do: 'force-off-guest' };
  if (found.shuttingDownForMs === undefined) {
    // A paused guest cannot hear a shut-down request. One that pauses again after it heard only waits for the end.
    return { do: found.guest === 'paused' ? 'resume-guest' : 'shut-down-guest' };
  }
  const leftMs = intent.graceSeconds * 1000 - found.shuttingDownForMs;
  if (leftMs <= 0) return { do: 'force-off-guest' };
  const askedMs = found.lastAskedMs ?? found.shuttingDownForMs;
  if (found.guest !== 'paused' && askedMs >= askAgainMs) return { do: 'shut-down-guest' };
  return { do: 'wait', withinMs: Math.min(leftMs, shutdownPollMs) };
}

function towardsAbsent(intent: HostIntent, found: HostFindings): Decision {
  switch (found.guest) {
    case 'running':
    case 'paused':
    case 'stopping':
      return towardsOff(intent, found);
    case 'crashed':
      return { do: 'force-off-guest' };
    case 'prepared':
      return { do: 'remove-guest' };
    case 'none':
      if (found.ports !== 'none') return { do: 'disconnect-network' };
      if (found.anythingLeft) return { do: 'remove-disk' };
      return { do: 'nothing' };
  }
}
