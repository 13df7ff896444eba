import { cgroupLayout } from '@skerry/host-os';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
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
export async function payloadFolders(initPid: number, cgroups: CgroupMounts): Promise<Record<string, string>> {
  const text = (await readFile(`/proc/${initPid}/cgroup`, 'utf8').catch(undefinedIfMissing)) ?? '';
  return payloadFoldersFrom(text, cgroups);
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

/** Cgroups that LXC made for this container. It numbers new ones when old ones are in the way: `lxc.payload.x-1`. */
export async function leftCgroups(container: string, { mounts }: CgroupMounts): Promise<string[]> {
  const mine = new RegExp(`^lxc\\.(payload|monitor)\\.${container}(-\\d+)?$`);
  const found = await Promise.all(
    [...new Set(Object.values(mounts))].map(async (mount) =>
      (await readdir(mount)).filter((name) => mine.test(name)).map((name) => join(mount, name)),
    ),
  );
  return found.flat();
}

/** Every process in these cgroups and below. */
export async function processesIn(folders: readonly string[]): Promise<number[]> {
  const pids = new Set<number>();
  for (const folder of folders) {
    for (const inner of await withSubfolders(folder)) {
      const text = (await readFile(join(inner, 'cgroup.procs'), 'utf8').catch(undefinedIfGone)) ?? '';
      for (const pid of text.split('\n')) if (Number(pid) > 0) pids.add(Number(pid));
    }
  }
  return [...pids];
}

export async function removeCgroups(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const inner of (await withSubfolders(folder)).toReversed()) await rmdir(inner).catch(undefinedIfMissing);
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
