import { cgroupLayout } from '@skerry/host-os';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CgroupFact } from '../host-facts.ts';
import { gone, namesIn } from './files.ts';

/** Control groups of guests: LXC's lie at the top of each hierarchy, those of libvirt one level down. */
export async function readCgroups(): Promise<CgroupFact[]> {
  const { unifiedMount, controllers } = await cgroupLayout();
  const roots = new Set([...Object.values(controllers), ...(unifiedMount === undefined ? [] : [unifiedMount])]);
  const found: CgroupFact[] = [];
  for (const root of roots) {
    for (const name of await namesIn(root)) {
      if (/^lxc\.(payload|monitor|disk)\./.test(name)) await add(join(root, name), found);
      if (name !== 'machine' && name !== 'machine.slice') continue;
      for (const machine of await namesIn(join(root, name))) {
        if (/^(machine-)?qemu/.test(machine)) await add(join(root, name, machine), found);
      }
    }
  }
  return found;
}

async function add(path: string, to: CgroupFact[]): Promise<void> {
  const there = await stat(path).catch(gone);
  if (there) to.push({ path, since: there.ctime.toISOString(), processes: await processesIn(path) });
}

async function processesIn(path: string): Promise<number> {
  const text = (await readFile(join(path, 'cgroup.procs'), 'utf8').catch(goneOrThreaded)) ?? '';
  let count = text.split('\n').filter((line) => line !== '').length;
  for (const name of await namesIn(path)) {
    const inner = join(path, name);
    if ((await stat(inner).catch(gone))?.isDirectory()) count += await processesIn(inner);
  }
  return count;
}

/** The processes of a threaded group are counted in the group above it: cgroups(7). */
function goneOrThreaded(error: NodeJS.ErrnoException): undefined {
  return error.code === 'ENOTSUP' ? undefined : gone(error);
}
