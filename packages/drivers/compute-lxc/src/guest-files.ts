import type { GuestPlan, HostSettings } from '@skerry/driver-contract';
import { writeFileAtomic } from '@skerry/host-os';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { planFrom } from './earlier-plan.ts';

/** Where everything of one guest lives, and what it is called in the namespaces that it shares with others. */
export interface GuestFiles {
  readonly instanceId: number;
  /** Name for LXC and in cgroups: `<prefix>-<instanceId>`. */
  readonly container: string;
  /** LXC path: the folder of all containers of this host. */
  readonly lxcPath: string;
  /** `<lxcPath>/<container>`. */
  readonly folder: string;
  readonly config: string;
  /**
   * The plan the guest was last started with. Its presence means: there is such a guest. Like `active` it may be lost or
   * empty after a power cut, which leaves nothing of a guest but files: then there is none until it is started again.
   */
  readonly plan: string;
  /** Present from before the first step of a start until after the last step of a clean-up; holds a `DiskTraffic`. */
  readonly active: string;
  /** Written by LXC: pid of its monitor, which outlives reboots from inside. */
  readonly monitorPid: string;
}

export function guestFiles(settings: HostSettings, instanceId: number): GuestFiles {
  const lxcPath = join(settings.dataDirectory, 'lxc');
  const container = `${settings.namePrefix}-${instanceId}`;
  const folder = join(lxcPath, container);
  return {
    instanceId,
    container,
    lxcPath,
    folder,
    config: join(folder, 'config'),
    plan: join(folder, 'plan.json'),
    active: join(folder, 'active'),
    monitorPid: join(folder, 'monitor.pid'),
  };
}

/** Bytes that a block device has moved. */
export interface DiskTraffic {
  readonly read: number;
  readonly written: number;
}

/** What the driver keeps in the guest's own directory. */
export function planFiles(plan: Pick<GuestPlan, 'directory'>) {
  return {
    rootfs: join(plan.directory, 'rootfs'),
    /** What the guest is told about itself, as it sees it. */
    seed: join(plan.directory, 'seed'),
    consoleLog: join(plan.directory, 'console.log'),
    lxcLog: join(plan.directory, 'lxc.log'),
    /** The disk as a plain file, over FUSE. */
    exported: join(plan.directory, 'disk.raw'),
    exportPid: join(plan.directory, 'disk.pid'),
    exportSocket: join(plan.directory, 'disk.qmp'),
  };
}
export type PlanFiles = ReturnType<typeof planFiles>;

export async function knownGuests(settings: HostSettings): Promise<number[]> {
  const names = await readdir(join(settings.dataDirectory, 'lxc')).catch(noneIfMissing);
  const prefix = `${settings.namePrefix}-`;
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}

export async function readPlan(files: GuestFiles): Promise<GuestPlan | undefined> {
  const text = await readFile(files.plan, 'utf8').catch(undefinedIfMissing);
  return text ? planFrom(text) : undefined;
}

export async function writePlan(files: GuestFiles, plan: GuestPlan, config: string): Promise<void> {
  await mkdir(files.folder, { recursive: true, mode: 0o711 });
  await writeFileAtomic(files.config, config, { mode: 0o640, lasting: false });
  await writeFileAtomic(files.plan, JSON.stringify(plan), { mode: 0o640, lasting: false });
}

export async function isActive(files: GuestFiles): Promise<boolean> {
  return (await stat(files.active).catch(undefinedIfMissing)) !== undefined;
}

/** `before`: what the loop device had moved before this guest had it; the kernel counts on across its users. */
export async function markActive(files: GuestFiles, before: DiskTraffic): Promise<void> {
  await writeFileAtomic(files.active, JSON.stringify(before), { lasting: false });
}

export async function readTrafficBefore(files: GuestFiles): Promise<DiskTraffic | undefined> {
  const text = await readFile(files.active, 'utf8').catch(undefinedIfMissing);
  return text ? (JSON.parse(text) as DiskTraffic) : undefined;
}

export async function clearActive(files: GuestFiles): Promise<void> {
  await rm(files.monitorPid, { force: true });
  await rm(files.active, { force: true });
}

export function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
  throw error;
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
