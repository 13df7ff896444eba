import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

const here = import.meta.dirname;
/** A program that was bundled into dist/ finds the recipes where they are. */
export const recipesDirectory = join(here, basename(here) === 'dist' ? '../packages/images/recipes' : '../recipes');
export const sharedDirectory = join(recipesDirectory, 'shared');

/** Raise it when this package makes another image from the same recipe files: it is part of the cache key. */
const formatVersion = 2;

export interface Recipe {
  readonly directory: string;
  /** The Debian packages that the recipe asks for, without what they depend on. */
  readonly packages: readonly string[];
  /** Changes with any byte or executable bit of the recipe, and with the format version. */
  readonly hash: string;
}

export async function loadRecipe(name: string): Promise<Recipe> {
  const directory = join(recipesDirectory, name);
  const hash = createHash('sha256').update(`format ${formatVersion}\n`);
  for (const root of [directory, sharedDirectory]) {
    for (const path of await filesBelow(root)) {
      const executable = ((await stat(path)).mode & 0o100) !== 0;
      const contents = await readFile(path);
      hash
        .update(`${relative(recipesDirectory, path)} ${executable ? 'x' : '-'} ${contents.length}\n`)
        .update(contents);
    }
  }
  return { directory, packages: await readList(join(directory, 'packages')), hash: hash.digest('hex') };
}

/** A file with one entry a line; `#` starts a comment. */
export async function readList(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line !== '');
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
