import { type Mount, mounts } from './mounts.ts';

export interface CgroupLayout {
  /** `unified`: version 2 alone. `hybrid`: controllers on version 1, and a version 2 tree beside them. */
  readonly kind: 'unified' | 'hybrid' | 'legacy' | 'none';
  /** Where the version 2 tree is mounted. */
  readonly unifiedMount?: string;
  /** Version 1: controller ("memory", "name=systemd", ...) to its mount point. */
  readonly controllers: Readonly<Record<string, string>>;
}

/** How this machine's control groups are laid out; LXC and our guard need other paths for each kind. */
export async function cgroupLayout(): Promise<CgroupLayout> {
  return layoutOf(await mounts());
}

/** cgroups(7): a version 1 mount names its controllers among the options of its superblock. */
const notControllers = new Set(['rw', 'ro', 'xattr', 'noprefix', 'clone_children', 'favordynmods', 'cpuset_v2_mode']);

export function layoutOf(all: readonly Mount[]): CgroupLayout {
  const unifiedMount = all.find((mount) => mount.fsType === 'cgroup2')?.mountPoint;
  const controllers: Record<string, string> = {};
  for (const mount of all) {
    if (mount.fsType !== 'cgroup') continue;
    for (const option of mount.superOptions) {
      if (!notControllers.has(option) && !option.startsWith('release_agent=')) controllers[option] ??= mount.mountPoint;
    }
  }
  const hasV1 = Object.keys(controllers).length > 0;
  if (unifiedMount === undefined) return { kind: hasV1 ? 'legacy' : 'none', controllers };
  return { kind: hasV1 ? 'hybrid' : 'unified', unifiedMount, controllers };
}
