import { idPool } from '@skerry/driver-contract';
import { writeFileAtomic } from '@skerry/host-os';
import { readFile } from 'node:fs/promises';
import { undefinedIfMissing } from './guest-files.ts';

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
