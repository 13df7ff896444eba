import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skerry/host-os';
import type { DebianPackage } from './debian-archive.ts';

/** Asking apt takes seconds; its answer can only change when its sources or lists do. */
const watched = ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/var/lib/apt/lists'];

interface Remembered {
  readonly stamp: string;
  readonly packages: readonly DebianPackage[];
}

/** Package versions as apt told them last time, while nothing that apt reads has changed. */
export async function rememberedPackages(
  cacheDir: string,
  stamp: string,
): Promise<readonly DebianPackage[] | undefined> {
  for (const remembered of await readAll(cacheDir)) if (remembered.stamp === stamp) return remembered.packages;
  return undefined;
}

export async function rememberPackages(
  cacheDir: string,
  stamp: string,
  packages: readonly DebianPackage[],
): Promise<void> {
  const others = (await readAll(cacheDir)).filter((remembered) => remembered.stamp !== stamp);
  // A few: one for each image, and one or two from before the last change.
  const kept = [{ stamp, packages }, ...others].slice(0, 6);
  await writeFileAtomic(join(cacheDir, fileName), `${JSON.stringify(kept)}\n`);
}

/** What the versions depend on: the recipe, the mirror, and the times of change of all that apt reads. */
export async function versionStamp(recipeHash: string, mirror: string | undefined, cacheDir: string): Promise<string> {
  const paths = mirror === undefined ? watched : [join(cacheDir, 'apt', 'lists')];
  const times = await Promise.all(paths.map(changeTime));
  return [recipeHash, mirror ?? 'apt', ...times].join(' ');
}

const fileName = 'package-versions.json';

async function readAll(cacheDir: string): Promise<Remembered[]> {
  try {
    return JSON.parse(await readFile(join(cacheDir, fileName), 'utf8')) as Remembered[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

async function changeTime(path: string): Promise<string> {
  try {
    return String((await stat(path)).mtimeMs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
}
