import { readKernelFile } from '@skerry/host-os';
import { join } from 'node:path';

/** Version 1 has a controller for it; in version 2 every cgroup says so itself. */
export function isFrozen(folders: Readonly<Record<string, string>>): boolean {
  const read = (folder: string | undefined, name: string) =>
    folder === undefined ? '' : (readKernelFile(join(folder, name)) ?? '');
  if (folders['freezer'] !== undefined) return read(folders['freezer'], 'freezer.state').trim() !== 'THAWED';
  return /^frozen 1$/m.test(read(folders['unified'], 'cgroup.events'));
}
