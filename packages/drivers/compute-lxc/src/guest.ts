import type { GuestPlan, GuestReport } from '@skerry/driver-contract';
import { boundUntrusted, mounts, run, stopProcess } from '@skerry/host-os';
import type { Log } from '@skerry/kit';
import { chmod, chown, mkdir, rm, stat } from 'node:fs/promises';
import {
  type CgroupMounts,
  leftCgroups,
  payloadFolders,
  processesIn,
  removeCgroups,
  separateDiskProcess,
} from './cgroups.ts';
import { applicationContext, applicationRoot } from './application-files.ts';
import { containerConfig, type HostFeatures } from './container-config.ts';
import { attachDisk, closeDisk, diskServer, rootDevice, serveDisk } from './disk-export.ts';
import { type End, endOf, readTail } from './ending.ts';
import { isFrozen } from './freezer.ts';
import {
  clearActive,
  type GuestFiles,
  isActive,
  markActive,
  planFiles,
  readPlan,
  undefinedIfMissing,
  writePlan,
} from './guest-files.ts';
import { type GivenFiles, mountGuest, unmountContext } from './guest-mounts.ts';
import { ensureSubordinateIds } from './id-map.ts';
import { getToKnow, type KnownGuest } from './known-guest.ts';
import { asLxcError, lxcError } from './lxc-error.ts';
import { liveContainer } from './monitor.ts';
import { diskTraffic } from './sample.ts';
import { settleStrays } from './strays.ts';

/** What is there of one guest. `halted`: it ended by itself, and what it used is still to be cleaned up. */
export type GuestFinding = GuestReport['state'] | 'none' | 'halted';

export interface Found {
  readonly finding: GuestFinding;
  readonly plan?: GuestPlan;
  readonly initPid?: number;
  /** How it ended, where it is off. */
  readonly end?: End;
  /** By this it can be known again, if it is as it shall be. */
  readonly known?: KnownGuest;
}

/** Reads what is there from files, /proc and cgroups; starts no process. */
export async function find(files: GuestFiles, cgroups: CgroupMounts): Promise<Found> {
  const plan = await readPlan(files);
  if (!plan) return { finding: 'none' };
  const kept = planFiles(plan);
  if (!(await isActive(files))) {
    // Of all else nobody asks.
    return { finding: 'prepared', plan, ...(plan.application ? { end: await endOf(plan, kept) } : {}) };
  }
  const live = await liveContainer(files);
  if (!live) {
    const end = await endOf(plan, kept);
    return { finding: end.how === 'halted' ? 'halted' : 'crashed', plan, end };
  }
  const init = live.initPid === undefined ? {} : { initPid: live.initPid };
  // Without its disk a container still has processes, but nothing it does lasts.
  const server = await diskServer(kept);
  if (server === undefined) return { finding: 'crashed', plan, ...init };
  const folders = live.initPid === undefined ? {} : payloadFolders(live.initPid, cgroups);
  const finding = isFrozen(folders) ? 'paused' : 'running';
  const known = await getToKnow(files, plan, live, server, folders);
  return { finding, plan, ...init, ...(known === undefined ? {} : { known }) };
}

export interface StartHelp {
  readonly features: HostFeatures;
  /** The first program of applications. */
  readonly init: () => Promise<string>;
}

/** From nothing to a running init. What an unclean end left must be gone. On failure everything is taken down again. */
export async function bringUp(
  plan: GuestPlan,
  files: GuestFiles,
  cgroups: CgroupMounts,
  { features, init }: StartHelp,
  log: Log,
): Promise<void> {
  const kept = planFiles(plan);
  try {
    await ensureSubordinateIds();
    await writePlan(files, plan, containerConfig(plan, files, kept, features));
    // LXC looks up the container's own folder as the container's root.
    await chmod(files.lxcPath, 0o711);
    await openForRootOf(plan);
    await markActive(files, { read: 0, written: 0 });
    await rm(kept.lxcLog, { force: true });
    const given = await givenFiles(plan, init);
    const server = serveDisk(plan, kept);
    const device = server.then(() => attachDisk(kept));
    await all(
      mountGuest(plan.contextDirectory, device, kept, plan.identity.idRange, given),
      device,
      // Moving a process between control groups waits for all processors to take notice: longer than the mount takes.
      server.then((pid) => separateDiskProcess(pid, files.container, cgroups)),
    );
    await markActive(files, diskTraffic(await rootDevice(kept)));
    const args = ['-P', files.lxcPath, '-n', files.container, '--daemon', '--pidfile', files.monitorPid];
    await run('lxc-start', args, { deadlineMs: 60_000 });
  } catch (error) {
    const reasons = (await readTail(kept.lxcLog, 16_384)).split('\n').filter((line) => line.includes(' ERROR '));
    log.error({ instanceId: plan.instanceId, reasons: reasons.slice(-5) }, 'a container did not start');
    await takeDown(files, plan, cgroups).catch((second: unknown) => {
      // The next forceOff tries again; the first error is the one that helps.
      log.error({ instanceId: plan.instanceId, error: String(second) }, 'cleaning up after a failed start failed');
    });
    throw asLxcError(error, 'guest-start-failed', `container ${plan.instanceId} was started`);
  }
}

const givenFiles = async (plan: GuestPlan, init: StartHelp['init']): Promise<GivenFiles | undefined> =>
  plan.application && { context: await applicationContext(plan.application, await init()), etc: applicationRoot(plan) };

/**
 * LXC opens root file system and context as the container's root, so the way to them must be passable for him: and for
 * nobody else, because files in there are what the guest makes them, also programs that become their owner.
 */
async function openForRootOf({ directory, identity }: GuestPlan): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chown(directory, 0, identity.idRange.first);
  await chmod(directory, 0o710);
}

/** Ends when all have ended, also when one fails: what is taken down afterwards must not come up meanwhile. */
async function all(...work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason;
}

/** From whatever state to `prepared`: no process, mount, export, interface or cgroup is left. */
export async function takeDown(files: GuestFiles, plan: GuestPlan, cgroups: CgroupMounts): Promise<void> {
  await settleStrays([files.monitorPid]);
  if (await liveContainer(files)) {
    // A frozen process cannot die in version 1.
    await run('lxc-unfreeze', ['-P', files.lxcPath, '-n', files.container], { okCodes: [0, 1] });
    await run('lxc-stop', ['-P', files.lxcPath, '-n', files.container, '--kill'], { okCodes: [0, 1, 2] });
  }
  const live = await liveContainer(files);
  if (live) await stopProcess(live.monitorPid, { graceMs: 2_000 });
  const left = await leftCgroups(files.container, cgroups);
  for (const pid of await processesIn(left)) await stopProcess(pid, { graceMs: 0 });
  await unmountContext(planFiles(plan).seed);
  await closeDisk(planFiles(plan));
  for (const {
    attach: { hostInterface },
  } of plan.nics) {
    const there = await stat(`/sys/class/net/${hostInterface}`).catch(undefinedIfMissing);
    // It may vanish by itself between the look and the deletion.
    if (there) await run('ip', ['link', 'delete', hostInterface], { okCodes: [0, 1] });
  }
  await removeCgroups(left);
  await clearActive(files);
}

/** Bytes of LXC's log before it is emptied: a guest that reboots in a loop would fill the host's disk with it. */
const lxcLogLimit = 4 * 1024 * 1024;

export async function boundLog(plan: GuestPlan): Promise<void> {
  await boundUntrusted(planFiles(plan).lxcLog, lxcLogLimit);
}

/** Removes what the driver keeps, but neither the guest's directory nor its disks. The guest must be off. */
export async function erase(files: GuestFiles, plan: GuestPlan): Promise<void> {
  const kept = planFiles(plan);
  if ((await mounts()).some(({ mountPoint }) => mountPoint === kept.rootfs || mountPoint === kept.seed)) {
    throw lxcError('guest-busy', 'The root file system of the container is still mounted.');
  }
  for (const path of [kept.rootfs, kept.seed, kept.lxcLog, kept.consoleLog, `${kept.consoleLog}.1`]) {
    await rm(path, { recursive: true, force: true });
  }
  await rm(files.folder, { recursive: true, force: true });
}
