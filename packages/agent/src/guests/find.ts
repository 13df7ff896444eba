import {
  type Ended,
  type Exit,
  type GuestFiles,
  type GuestFindings,
  hasBeenStarted,
  type HostIntent,
  type InstanceObservation,
  lastsMs,
} from '@skerry/domain';
import type { ComputeDriver, GuestReport } from '@skerry/driver-contract';
import { access } from 'node:fs/promises';
import { contextIsCurrent } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { contextDirectory, guestDirectory } from './guest-paths.ts';
import type { EndClock } from './end-clock.ts';
import type { ShutdownClock } from './shutdown-clock.ts';

export interface FindContext {
  readonly compute: ComputeDriver;
  readonly dataDirectory: string;
  /** What was known of it before. */
  readonly before: InstanceObservation;
  readonly shutdown: ShutdownClock;
  readonly end: EndClock;
}

/** Reads what is there of one guest; its parts look for themselves. Only the clocks of its end and counters are memory. */
export async function find(context: FindContext, intent: HostIntent): Promise<GuestFindings> {
  const { compute, before, shutdown } = context;
  const { reboots } = before;
  const report = await compute.inspect(intent.instanceId);
  const guest = report?.state ?? 'none';
  // A guest that pauses on its way down keeps its time.
  if (guest !== 'running' && guest !== 'paused') shutdown.forget();
  if (guest === 'none' || guest === 'prepared') {
    const files = await filesOf(context, intent);
    return { guest, reboots, files, ...endOf(context, intent, report) };
  }
  context.end.forget();
  const asked = shutdown.agoMs;
  if (!asked) return { guest, reboots };
  const stopping = guest === 'running' ? 'stopping' : guest;
  return { guest: stopping, reboots, shuttingDownForMs: asked.first, lastAskedMs: asked.last };
}

/** An end that nobody had asked for, of an application: what is off and was started as often as was asked. */
function endOf(
  { before, end }: FindContext,
  intent: HostIntent,
  report: GuestReport | undefined,
): { readonly exit?: Exit; readonly ended?: Ended } {
  if (intent.application === undefined) return {};
  const exit = report?.exit;
  const known = exit === undefined ? {} : { exit };
  const isOn = intent.power === 'running' || intent.power === 'paused';
  if (!isOn || !hasBeenStarted(intent, before)) return known;
  const restarts = lasted(before, exit) ? 0 : (before.restarts ?? 0);
  return { ...known, ended: { exit, forMs: end.agoMs, restarts } satisfies Ended };
}

const lasted = ({ startedAt }: InstanceObservation, exit: Ended['exit']): boolean =>
  startedAt !== undefined && exit !== undefined && Date.parse(exit.at) - Date.parse(startedAt) >= lastsMs;

async function filesOf({ dataDirectory }: FindContext, intent: HostIntent): Promise<GuestFiles> {
  const { instanceId } = intent;
  if (intent.power !== 'absent') {
    const current = await contextIsCurrent(contextDirectory(dataDirectory, instanceId), contextFiles(intent));
    return current ? 'current' : 'stale';
  }
  return access(guestDirectory(dataDirectory, instanceId)).then(
    () => 'stale',
    () => 'none',
  );
}
