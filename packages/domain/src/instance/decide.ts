import { type Ended, type Exit, restOf } from '../application/restart.ts';
import type { GuestState, StepName } from './instance.ts';
import type { HostIntent } from './intent.ts';

/** The guest's own files on its host: its directory, and in it its context. `current`: as the intent wants it. */
export const guestFiles = ['none', 'stale', 'current'] as const;
export type GuestFiles = (typeof guestFiles)[number];

/** What the agent found of a guest, all of it read, nothing remembered but the counters. */
export type GuestFindings = {
  readonly reboots: number;
} & (
  | {
      readonly guest: Extract<GuestState, 'none' | 'prepared'>;
      /** Where nothing is wanted any more it is only known whether any are there: they are `stale` then. */
      readonly files: GuestFiles;
      /** How its application ended, where anybody knows. */
      readonly exit?: Exit;
      /** It ended, and nobody has asked for another start. */
      readonly ended?: Ended;
    }
  | {
      readonly guest: Exclude<GuestState, 'none' | 'prepared'>;
      /**
       * Milliseconds since the graceful shut-down was asked for; undefined when it was not. Kept while the guest is
       * `stopping` or `paused`: one that pauses on its way down (its disk may be full) must not start the clock anew.
       */
      readonly shuttingDownForMs?: number | undefined;
      /** Milliseconds since it was asked last; undefined when it was not. */
      readonly lastAskedMs?: number | undefined;
    }
);

type On = Exclude<GuestFindings, { readonly guest: 'none' | 'prepared' }>;

/** All that a guest asks of its parts. */
export interface PartsReady {
  /** Its disks, and the disc in its drive. */
  readonly usable: boolean;
  /** Its ports. */
  readonly connected: boolean;
}

/** What is done to the guest itself; its parts have steps of their own. */
export type GuestStep =
  | Exclude<
      StepName,
      'fetch-image' | 'create-disk' | 'change-disc' | 'connect-network' | 'disconnect-network' | 'remove-disk'
    >
  | 'remove-directory';

/** The next step, or what to wait for, or that all is as wanted. */
export type Decision =
  | { readonly do: GuestStep }
  /** Nothing to do but look again, at the latest after `withinMs`. */
  | { readonly do: 'wait'; readonly withinMs: number }
  /** It goes on once its disks are usable and its ports connected. */
  | { readonly do: 'wait-for-parts' }
  | { readonly do: 'nothing' };

/** How often a guest that shuts down is looked at when no event comes. */
const shutdownPollMs = 500;

/**
 * A guest that boots hears nothing, and keeps no request for later: it is asked again. Longer: one that has just learnt
 * to hear is killed at the end of a short grace. Shorter: guests write more lines into their logs, and nothing else.
 */
const askAgainMs = 3000;

/** Pure: the whole of an agent's judgement about one guest. Every step it names may be repeated without harm. */
export function decide(intent: HostIntent, found: GuestFindings, parts: PartsReady): Decision {
  switch (intent.power) {
    case 'absent':
      return towardsAbsent(intent, found);
    case 'stopped':
      return isOff(found) ? withContext(found.files) : towardsOff(intent, found);
    case 'running':
    case 'paused':
      return towardsOn(intent, found, parts, intent.power);
  }
}

const isOff = (found: GuestFindings): found is Exclude<GuestFindings, On> =>
  found.guest === 'none' || found.guest === 'prepared';

function towardsOn(
  intent: HostIntent,
  found: GuestFindings,
  parts: PartsReady,
  wanted: 'running' | 'paused',
): Decision {
  switch (found.guest) {
    case 'stopping':
      return towardsOff(intent, found);
    case 'running':
      if (found.reboots < intent.reboots) return towardsOff(intent, found);
      return { do: wanted === 'paused' ? 'pause-guest' : 'nothing' };
    case 'paused':
      if (found.shuttingDownForMs !== undefined) return towardsOff(intent, found);
      // Frozen or not, a reboot that was asked for is owed: it comes first, then the pause.
      return { do: wanted === 'running' || found.reboots < intent.reboots ? 'resume-guest' : 'nothing' };
    case 'crashed':
      return { do: 'force-off-guest' };
    case 'none':
    case 'prepared': {
      const { application } = intent;
      const rest = application && found.ended ? restOf(application, found.ended) : 0;
      if (rest === 'over') return { do: 'nothing' };
      if (rest > 0) return { do: 'wait', withinMs: rest };
      const next = withContext(found.files);
      if (next.do !== 'nothing') return next;
      return { do: parts.usable && parts.connected ? 'start-guest' : 'wait-for-parts' };
    }
  }
}

const withContext = (files: GuestFiles): Decision => ({ do: files === 'current' ? 'nothing' : 'write-context' });

function towardsOff(intent: HostIntent, found: On): Decision {
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

function towardsAbsent(intent: HostIntent, found: GuestFindings): Decision {
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
      return { do: found.files === 'none' ? 'nothing' : 'remove-directory' };
  }
}
