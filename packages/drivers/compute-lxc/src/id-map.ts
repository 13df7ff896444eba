import { writeFileAtomic } from '@skerry/host-os';
import { readFile } from 'node:fs/promises';
import { undefinedIfMissing } from './guest-files.ts';

/** Host ids that the ids 0 to `count - 1` of a container are. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/**
 * 0x70000000 to 0x7effffff: below the sign bit, above the ranges that useradd and systemd-nspawn hand out
 * (https://systemd.io/UIDS-GIDS/).
 */
export const idPool: IdRange = { first: 0x70000000, count: 0x0f000000 };
const perGuest = 65536;

/**
 * A range for each instance, so that a process that breaks out of one container owns nothing of another. 3840 instances
 * in a row differ; the id on disk is the container's own, so two guests with one range would still not mix their files.
 */
export function idRangeOf(instanceId: number): IdRange {
  return { first: idPool.first + (instanceId % (idPool.count / perGuest)) * perGuest, count: perGuest };
}

/**
 * Where newuidmap is installed, LXC asks it even as root, and it allows only what /etc/subuid lists. The entry also keeps
 * useradd and others from handing out the same ids.
 */
export async function ensureSubordinateIds(): Promise<void> {
  for (const path of ['/etc/subuid', '/etc/subgid']) {
    const before = (await readFile(path, 'utf8').catch(undefinedIfMissing)) ?? '';
    const after = withPool(before);
    if (after !== before) await writeFileAtomic(path, after);
  }
}

/** Pure: the file with our line, once. */
export function withPool(text: string): string {
  const line = `root:${idPool.first}:${idPool.count}`;
  if (text.split('\n').includes(line)) return text;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}
