import { exitWords } from '../application/restart.ts';
import type { GuestState, InstanceIntent, InstanceObservation, StepName } from '../instance/instance.ts';
import type { Happening } from './happening.ts';
import type { HappeningDraft } from './history.ts';

export interface SeenOnHost {
  readonly before: InstanceObservation | undefined;
  readonly after: InstanceObservation;
  /** Absent: nobody knows what is wanted. */
  readonly intent: InstanceIntent | undefined;
  /** What was written down before. */
  readonly known: readonly Happening[];
  readonly at: string;
  /** The host was started anew since `before` was seen. */
  readonly hostRestarted: boolean;
}

/**
 * What happened between two observations of one guest. Pure, and asked in the transaction that writes the second of them:
 * so each is written down once, wherever the process dies.
 */
export function happenedOnHost(seen: SeenOnHost): HappeningDraft[] {
  return [...preparations(seen), ...ends(seen), ...beginnings(seen), ...failures(seen)];
}

const isOn = (guest: GuestState): boolean => guest === 'running' || guest === 'paused' || guest === 'stopping';

/** Steps that are told when they are done, and those before which they must have been done. */
const told = {
  'fetch-image': { what: 'image-fetched', before: ['create-disk', 'write-context', 'connect-network', 'start-guest'] },
  'create-disk': { what: 'disk-made', before: ['write-context', 'connect-network', 'start-guest'] },
} as const satisfies Partial<Record<StepName, object>>;

function preparations({ before, after, intent, at }: SeenOnHost): HappeningDraft[] {
  const step = before?.step;
  if (step === undefined || !(step.name in told)) return [];
  const { what, before: later } = told[step.name as keyof typeof told];
  const wentOn = after.step !== undefined && (later as readonly StepName[]).includes(after.step.name);
  const isDone = after.step === undefined && !after.failure && after.reached === intent?.generation;
  const done = wentOn || (isDone && intent?.power !== 'absent');
  return done ? [{ at, what, ...took(step.since, at) }] : [];
}

function ends({ before, after, intent, at, hostRestarted }: SeenOnHost): HappeningDraft[] {
  if (before === undefined) return [];
  if (before.guest !== 'stopping' && isOn(before.guest) && after.guest === 'stopping') {
    return [{ at, what: 'asked-to-end', ...followed(intent) }];
  }
  if (!isOn(before.guest) || isOn(after.guest)) return [];
  const ran = before.startedAt === undefined ? {} : took(before.startedAt, at);
  if (hostRestarted) return [{ at, what: 'host-restarted', ...ran }];
  if (after.guest === 'crashed') return [{ at, what: 'crashed', ...ran }];
  const toReboot = after.reboots > before.reboots || before.reboots < (intent?.reboots ?? 0);
  const wanted = intent !== undefined && (intent.power === 'stopped' || intent.power === 'absent');
  const forced = before.step?.name === 'force-off-guest' ? ({ forced: true } as const) : {};
  if (wanted) return [{ at, what: 'stopped', ...ran, ...forced, ...followed(intent) }];
  if (toReboot) return [{ at, what: 'stopped', toReboot: true, ...ran, ...forced, ...followed(intent) }];
  if (before.guest === 'stopping') return [{ at, what: 'stopped', ...ran, ...forced }];
  const how = after.exit === undefined ? {} : { message: exitWords(after.exit) };
  return [{ at, what: 'ended', ...ran, ...how }];
}

function beginnings({ before, after, intent, known, at }: SeenOnHost): HappeningDraft[] {
  if (before === undefined) return isOn(after.guest) ? [{ at, what: 'found' }] : [];
  if (after.startedAt !== undefined && after.startedAt !== before.startedAt) {
    const duration = before.step?.name === 'start-guest' ? took(before.step.since, at) : {};
    const end = known.findLast(({ what }) => endings.has(what));
    if (end === undefined) return [{ at, what: 'started', ...duration, ...followed(intent) }];
    if (end.toReboot) return [{ at, what: 'rebooted', ...duration, ...followed(intent) }];
    const asked = (after.startedFor ?? 0) > (before.startedFor ?? 0);
    if (end.what === 'stopped' || asked) return [{ at, what: 'started', ...duration, ...followed(intent) }];
    return [{ at, what: 'restored', ...duration }];
  }
  const { power } = intent ?? {};
  if (before.guest === 'running' && after.guest === 'paused') {
    return [{ at, what: 'paused', ...(power === 'paused' ? followed(intent) : {}) }];
  }
  if (before.guest === 'paused' && after.guest === 'running') {
    return [{ at, what: 'resumed', ...(power === 'running' ? followed(intent) : {}) }];
  }
  return [];
}

const endings: ReadonlySet<Happening['what']> = new Set(['stopped', 'ended', 'crashed', 'host-restarted']);

function failures({ before, after, at }: SeenOnHost): HappeningDraft[] {
  const [old, failure] = [before?.failure, after.failure];
  if (failure !== undefined) {
    const { step, code, message } = failure;
    return old?.step === step && old.code === code ? [] : [{ at, what: 'failed', step, code, message }];
  }
  return old === undefined ? [] : [{ at, what: 'mended', step: old.step }];
}

const followed = (intent: InstanceIntent | undefined) =>
  intent === undefined ? {} : { generation: intent.generation };

function took(since: string, at: string): { readonly seconds?: number } {
  const ms = Date.parse(at) - Date.parse(since);
  // A clock that was set back says nothing.
  return ms >= 0 ? { seconds: Math.round(ms / 100) / 10 } : {};
}
