import type { GuestPlan } from '@skerry/driver-contract';
import { type ProcessIdentity, startTimeOf } from '@skerry/host-os';
import { diskIsMounted, rootDevice } from './disk-export.ts';
import { isFrozen } from './freezer.ts';
import { type DiskTraffic, type GuestFiles, type PlanFiles, planFiles, readTrafficBefore } from './guest-files.ts';
import type { LiveContainer } from './monitor.ts';

/**
 * A guest that was found running or paused, and by what it is known again. Only memory: everything here was read from
 * its files and /proc, and is true as long as the same three processes live.
 */
export interface KnownGuest {
  readonly plan: GuestPlan;
  readonly kept: PlanFiles;
  readonly monitor: ProcessIdentity;
  readonly init: ProcessIdentity;
  /** Serves its disk. */
  readonly server: ProcessIdentity;
  /** Its cgroups, by controller. */
  readonly folders: Readonly<Record<string, string>>;
  /** Under its root, e.g. "loop3". */
  readonly device: string | undefined;
  /** What that device had moved when the guest got it. */
  readonly trafficBefore: DiskTraffic;
}

/** Undefined when it has no first process at the moment, or one of its processes is gone by now. */
export async function getToKnow(
  files: GuestFiles,
  plan: GuestPlan,
  live: LiveContainer,
  serverPid: number,
  folders: Readonly<Record<string, string>>,
): Promise<KnownGuest | undefined> {
  const kept = planFiles(plan);
  const [monitor, init, server] = [live.monitorPid, live.initPid, serverPid].map(identify);
  const trafficBefore = await readTrafficBefore(files);
  if (!monitor || !init || !server || !trafficBefore) return undefined;
  return { plan, kept, monitor, init, server, folders, device: await rootDevice(kept), trafficBefore };
}

/**
 * Four reads of small files instead of ten, and no directory of /proc: how it is, or undefined when it must be looked
 * at whole. `points`: where something is mounted now.
 */
export function stillAsKnown(guest: KnownGuest, points: ReadonlySet<string>): 'running' | 'paused' | undefined {
  const { monitor, init, server, kept, folders } = guest;
  const lives = [monitor, init, server].every(({ pid, startTime }) => startTimeOf(pid) === startTime);
  if (!lives || !diskIsMounted(kept, points)) return undefined;
  return isFrozen(folders) ? 'paused' : 'running';
}

function identify(pid: number | undefined): ProcessIdentity | undefined {
  const startTime = pid === undefined ? undefined : startTimeOf(pid);
  return pid === undefined || startTime === undefined ? undefined : { pid, startTime };
}
