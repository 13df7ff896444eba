import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { undefinedIfMissing } from './guest-files.ts';

/** Version 1 has a controller for it; in version 2 every cgroup says so itself. */
export async function isFrozen(folders: Readonly<Record<string, string>>): Promise<boolean> {
  const read = async (folder: string | undefined, name: string) =>
    folder === undefined ? '' : ((await readFile(join(folder, name), 'utf8').catch(undefinedIfMissing)) ?? '');
  if (folders['freezer'] !== undefined) {
    return (await read(folders['freezer'], 'freezer.state')).trim() !== 'THAWED';
  }
  return /^frozen 1$/m.test(await read(folders['unified'], 'cgroup.events'));
}
