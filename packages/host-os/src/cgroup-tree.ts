import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cgroupLayout } from './cgroup-layout.ts';

/** Where a machine's own processes are: LXC takes this name off again when it looks for the root to work below. */
const ownScope = 'init.scope';
/** Milliseconds that the dead of a cgroup may take to be buried: until then it is busy. */
const burialMs = 10_000;

/**
 * One cgroup, by its path from the root, in every hierarchy of this machine, with a scope below it for processes that
 * are in none of its children. Answers the `cgroup.procs` of the cgroup itself and of the scope.
 */
export async function makeCgroups(path: string): Promise<{ root: string[]; scope: string[] }> {
  const { kind, unifiedMount } = await cgroupLayout();
  const made = { root: [] as string[], scope: [] as string[] };
  for (const mount of await hierarchies()) {
    let folder = mount;
    for (const part of [...path.split('/'), ownScope]) {
      // Version 2 gives a cgroup only the controllers that its parent hands down.
      if (kind === 'unified' && mount === unifiedMount) await handDown(folder);
      const parent = folder;
      folder = join(folder, part);
      await mkdir(folder, { recursive: true });
      await inheritCpuset(parent, folder);
    }
    made.root.push(join(mount, path, 'cgroup.procs'));
    made.scope.push(join(folder, 'cgroup.procs'));
  }
  return made;
}

/** The `cgroup.procs` files of the scope of a cgroup that was made before. */
export async function scopeOf(path: string): Promise<string[]> {
  return (await hierarchies()).map((mount) => join(mount, path, ownScope, 'cgroup.procs'));
}

/** Removes the cgroup and all below it, in every hierarchy. Its processes must be dead. Answers how many were removed. */
export async function removeCgroups(path: string): Promise<number> {
  let removed = 0;
  for (const mount of await hierarchies()) removed += await removeTree(join(mount, path));
  return removed;
}

/** Cgroups at the root of a hierarchy whose name passes. */
export async function rootCgroups(passes: (name: string) => boolean): Promise<string[]> {
  const names = await Promise.all((await hierarchies()).map((mount) => readdir(mount)));
  return [...new Set(names.flat().filter(passes))];
}

async function hierarchies(): Promise<string[]> {
  const { unifiedMount, controllers } = await cgroupLayout();
  return [...new Set([...Object.values(controllers), ...(unifiedMount === undefined ? [] : [unifiedMount])])];
}

async function handDown(folder: string): Promise<void> {
  const names = (await readFile(join(folder, 'cgroup.controllers'), 'utf8')).split(/\s+/).filter((name) => name !== '');
  await writeFile(join(folder, 'cgroup.subtree_control'), names.map((name) => `+${name}`).join(' '));
}

/** Version 1: a new cgroup has no processors and no memory nodes, and nobody can enter it. */
async function inheritCpuset(parent: string, folder: string): Promise<void> {
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const own = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (own?.trim() === '') await writeFile(join(folder, name), await readFile(join(parent, name), 'utf8'));
  }
}

async function removeTree(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!entries) return 0;
  let removed = 1;
  for (const entry of entries) if (entry.isDirectory()) removed += await removeTree(join(folder, entry.name));
  const end = performance.now() + burialMs;
  for (;;) {
    try {
      await rmdir(folder);
      return removed;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return removed;
      if (code !== 'EBUSY' || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
