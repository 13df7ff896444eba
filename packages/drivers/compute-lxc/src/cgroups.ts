import { cgroupLayout, readKernelFile } from '@skerry/host-os';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { undefinedIfMissing } from './guest-files.ts';

/** Mount point of each hierarchy by controller; `unified` is version 2. */
export interface CgroupMounts {
  readonly version: 'v1' | 'v2';
  readonly mounts: Readonly<Record<string, string>>;
}

export async function cgroupMounts(): Promise<CgroupMounts> {
  const { kind, unifiedMount, controllers } = await cgroupLayout();
  const unified: Record<string, string> = unifiedMount === undefined ? {} : { unified: unifiedMount };
  return { version: kind === 'unified' ? 'v2' : 'v1', mounts: { ...controllers, ...unified } };
}

/**
 * The folder of the container's own cgroup in each hierarchy, from /proc/<init>/cgroup. An init may have moved itself
 * further down (systemd does), so the path is cut after LXC's part.
 */
export function payloadFolders(initPid: number, cgroups: CgroupMounts): Record<string, string> {
  return payloadFoldersFrom(readKernelFile(`/proc/${initPid}/cgroup`) ?? '', cgroups);
}

export function payloadFoldersFrom(procCgroup: string, { mounts }: CgroupMounts): Record<string, string> {
  const folders: Record<string, string> = {};
  for (const line of procCgroup.split('\n')) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const payload = /^.*?\/lxc\.payload\.[^/]+/.exec(path ?? '')?.[0];
    if (names === undefined || payload === undefined) continue;
    for (const name of names === '' ? ['unified'] : names.split(',')) {
      const mount = mounts[name];
      if (mount !== undefined) folders[name] = join(mount, payload);
    }
  }
  return folders;
}

/**
 * Moves the process that serves a container's disk out of our own cgroup, as LXC does with its monitor: a service manager
 * that restarts the agent kills what is in the agent's cgroup, and the container would lose its disk. Only the hierarchies
 * by which systemd tracks services matter.
 */
export async function separateDiskProcess(pid: number, container: string, { mounts }: CgroupMounts): Promise<void> {
  const folders = [mounts['unified'], mounts['name=systemd']].flatMap((mount) =>
    mount === undefined ? [] : [join(mount, `lxc.disk.${container}`)],
  );
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await Promise.all(folders.map((folder) => writeFile(join(folder, 'cgroup.procs'), String(pid))));
}

/**
 * Cgroups of this container: LXC's and the one of its disk's process. LXC numbers new ones when old ones are in the way:
 * `lxc.payload.x-1`.
 */
export async function leftCgroups(container: string, { mounts }: CgroupMounts): Promise<string[]> {
  const mine = new RegExp(`^lxc\\.(payload|monitor|disk)\\.${container}(-\\d+)?$`);
  const found = await Promise.all(
    [...new Set(Object.values(mounts))].map(async (mount) =>
      (await readdir(mount)).filter((name) => mine.test(name)).map((name) => join(mount, name)),
    ),
  );
  return found.flat();
}

/** Every process of the container itself and of its monitor, not the one that serves its disk. */
export async function processesIn(folders: readonly string[]): Promise<number[]> {
  const pids = new Set<number>();
  for (const folder of folders.filter((path) => !basename(path).startsWith('lxc.disk.'))) {
    for (const inner of await withSubfolders(folder)) {
      const text = (await readFile(join(inner, 'cgroup.procs'), 'utf8').catch(undefinedIfGone)) ?? '';
      for (const pid of text.split('\n')) if (Number(pid) > 0) pids.add(Number(pid));
    }
  }
  return [...pids];
}

export async function removeCgroups(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const inner of (await withSubfolders(folder)).toReversed()) await removeCgroup(inner);
  }
}

/** Milliseconds that the dead of a cgroup may take to be buried: until then it is busy. */
const burialMs = 10_000;

async function removeCgroup(folder: string): Promise<void> {
  const end = performance.now() + burialMs;
  for (;;) {
    try {
      return await rmdir(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** The folder itself first, then what is in it. */
async function withSubfolders(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(undefinedIfMissing)) ?? [];
  const inner = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => withSubfolders(join(folder, entry.name))),
  );
  return [folder, ...inner.flat()];
}

function undefinedIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENODEV') return undefined;
  return undefinedIfMissing(error);
}
