import type { GuestFiles, GuestFindings, HostIntent } from '@skerry/domain';
import type { ComputeDriver } from '@skerry/driver-contract';
import { access } from 'node:fs/promises';
import { contextIsCurrent } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { contextDirectory, guestDirectory } from './guest-paths.ts';
import type { ShutdownClock } from './shutdown-clock.ts';

export interface FindContext {
  readonly compute: ComputeDriver;
  readonly dataDirectory: string;
  readonly reboots: number;
  readonly shutdown: ShutdownClock;
}

/** Reads what is there of one guest; its parts look for themselves. Only the clock of its end and a counter are memory. */
export async function find(context: FindContext, intent: HostIntent): Promise<GuestFindings> {
  const { compute, reboots, shutdown } = context;
  const guest = (await compute.inspect(intent.instanceId))?.state ?? 'none';
  // A guest that pauses on its way down keeps its time.
  if (guest !== 'running' && guest !== 'paused') shutdown.forget();
  if (guest === 'none' || guest === 'prepared') return { guest, reboots, files: await filesOf(context, intent) };
  const asked = shutdown.agoMs;
  if (!asked) return { guest, reboots };
  const stopping = guest === 'running' ? 'stopping' : guest;
  return { guest: stopping, reboots, shuttingDownForMs: asked.first, lastAskedMs: asked.last };
}

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
