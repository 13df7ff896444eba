import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export const root = join(import.meta.dirname, '..', '..');
export const dist = join(root, 'dist');

/** From what something in `dist/` was built, so that the same is not built again. */
export interface Stamp {
  /** Of everything that is not an input: options, versions. */
  readonly recipe: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** Of a file, or of the names in a directory. */
async function contentHash(path: string): Promise<string> {
  const full = join(root, path);
  try {
    return hash(await readFile(full));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') return hash((await readdir(full)).sort().join('\n'));
    if (code === 'ENOENT') return 'gone';
    throw error;
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The lock file stands for all other packages, the tools for what is done with the inputs. */
export async function recipeNow(): Promise<string> {
  const tools = (await readdir(join(root, 'tools/build'))).sort().map((name) => `tools/build/${name}`);
  return (await Promise.all(['package-lock.json', 'tools/build.ts', ...tools].map(contentHash))).join();
}

/** Is what was built with this stamp, at `output`, what would be built now? */
export async function unchanged(output: string, stamp: Stamp | undefined, recipe: string): Promise<boolean> {
  if (stamp?.recipe !== recipe || !(await exists(output))) return false;
  const same = await Promise.all(
    Object.entries(stamp.inputs).map(async ([path, h]) => (await contentHash(path)) === h),
  );
  return same.every(Boolean);
}

export async function stampOf(recipe: string, paths: readonly string[]): Promise<Stamp> {
  const inputs = Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await contentHash(path)] as const)),
  );
  return { recipe, inputs };
}

/** Only our own files: those of other packages change with the lock file, which is in the recipe. */
export const ownInputs = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs).filter((path) => !path.includes('node_modules/') && !path.includes(':') && path !== '<stdin>');

export const kib = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;
