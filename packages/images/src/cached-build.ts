/**
 * What is built from a recipe and Debian packages, once: the key is the content of the recipe, the versions of the
 * packages it asks for as apt knows them now, and the format version.
 *
 * Owns the cache directory. If we die, the next builder removes the half-made directory under the lock; mounts and loop
 * devices live only inside the mount namespace of one short command and go with it.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, ForeignDirectoryError, lockFile, removeTree, run, takeOwnDirectory } from '@skerry/host-os';
import type { SkerryError } from '@skerry/kit';
import { type DebianArchive, type DebianPackage, openArchive, resolvePackages } from './debian-archive.ts';
import { imageError } from './image-error.ts';
import { loadRecipe, type Recipe } from './recipe.ts';
import type { OnProgress } from './root-build.ts';
import { rememberedPackages, rememberPackages, versionStamp } from './version-cache.ts';

export interface BuildOptions {
  /** Made when missing. What is finished stays in it for ever: guests may use it. */
  readonly cacheDir: string;
  /** One call for each step; `fraction` (0 to 1) is where the whole build stands. */
  readonly onProgress?: OnProgress;
  /** A Debian mirror, for example "http://deb.debian.org/debian". Default: the Debian sources of this machine's apt. */
  readonly mirror?: string;
  readonly signal?: AbortSignal;
}

/** What is to be built, to be named in sentences as `what`. */
export interface Buildable<Built> {
  readonly name: string;
  readonly what: string;
  /** What it is made of besides recipe and packages. */
  readonly parts?: string;
  /** One that somebody put there to be taken as it is. */
  pinned(): Promise<Built | undefined>;
  /** The finished one with this path, without its ending. */
  find(base: string): Promise<Built | undefined>;
  make(work: Work): Promise<Built>;
}

export interface Work {
  readonly recipe: Recipe;
  readonly archive: DebianArchive;
  readonly packages: readonly DebianPackage[];
  /** Path of what is finished, without its ending; on the same file system as the work directory. */
  readonly base: string;
  /** Removed afterwards whatever happens. */
  readonly directory: string;
}

/** Another builder may be in the middle of Debian on a slow mirror. */
const lockWaitMs = 40 * 60_000;
const buildPrefix = 'build-';

/** @throws SkerryError with a code of `ImageErrorCode`. */
export async function buildOnce<Built>(wanted: Buildable<Built>, options: BuildOptions): Promise<Built> {
  try {
    return await findOrBuild(wanted, options);
  } catch (error) {
    if (error instanceof CommandError) throw fromCommand(wanted.what, error);
    throw error;
  }
}

async function findOrBuild<Built>(wanted: Buildable<Built>, options: BuildOptions): Promise<Built> {
  const { cacheDir } = options;
  // What lies there is booted, and built from as root: it may be nobody's but ours.
  await takeOwnDirectory(cacheDir).catch((error: unknown) => {
    if (!(error instanceof ForeignDirectoryError)) throw error;
    throw imageError(
      'image-cache-foreign',
      `The image cache ${error.message}: what lies in it may be somebody else's.`,
      'Look at who made it, remove it, or name another directory with SKERRY_IMAGE_CACHE.',
      error,
    );
  });
  const pinned = await wanted.pinned();
  if (pinned !== undefined) return pinned;
  const recipe = await loadRecipe(wanted.name);
  const baseOf = (packages: readonly DebianPackage[]) =>
    join(cacheDir, `${wanted.name}-${cacheKey(recipe, packages, wanted.parts)}`);
  const stamp = await versionStamp(recipe.hash, options.mirror, cacheDir);
  const remembered = await rememberedPackages(cacheDir, stamp);
  const known = remembered === undefined ? undefined : await wanted.find(baseOf(remembered));
  if (known !== undefined) return known;

  const archive = await openArchive(cacheDir, options.mirror);
  const packages = await resolvePackages(archive, recipe.packages);
  // Asking may have fetched new lists.
  await rememberPackages(cacheDir, await versionStamp(recipe.hash, options.mirror, cacheDir), packages);
  const base = baseOf(packages);
  const found = await wanted.find(base);
  if (found !== undefined) return found;

  if (process.getuid?.() !== 0) {
    throw imageError('image-needs-root', `Only root can build ${wanted.what}.`, 'Run this as root.');
  }
  const lock = await lockFile(join(cacheDir, 'build.lock'), { waitMs: lockWaitMs });
  if (lock === undefined) {
    throw imageError(
      'image-build-busy',
      `Another process has been building images in ${cacheDir} for 40 minutes.`,
      'Look what it does, end it if it hangs, and try again.',
    );
  }
  try {
    // Somebody may have built it while we waited.
    const meanwhile = await wanted.find(base);
    if (meanwhile !== undefined) return meanwhile;
    await sweep(cacheDir);
    const directory = await mkdtemp(join(cacheDir, buildPrefix));
    try {
      return await wanted.make({ recipe, archive, packages, base, directory });
    } finally {
      await removeTree(directory);
    }
  } finally {
    await lock.release();
  }
}

function cacheKey(recipe: Recipe, packages: readonly DebianPackage[], parts?: string): string {
  const versions = packages.map((entry) => `${entry.name}=${entry.version}`).sort();
  return createHash('sha256')
    .update([recipe.hash, ...versions, ...(parts === undefined ? [] : [parts])].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Holds the lock, so every half-made directory belongs to a builder that is dead. */
async function sweep(cacheDir: string): Promise<void> {
  for (const entry of await readdir(cacheDir)) {
    if (!entry.startsWith(buildPrefix) || entry === 'build.lock') continue;
    // Never across a file system: if a chroot were still mounted below, removing it would empty the machine's own.
    await run('rm', ['--recursive', '--force', '--one-file-system', join(cacheDir, entry)], { deadlineMs: 120_000 });
  }
}

function fromCommand(what: string, error: CommandError): SkerryError {
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  if (error.code === 'command-missing') {
    return imageError(
      'image-tool-missing',
      `${sentence} cannot be built: the program "${error.command}" is not installed.`,
      'Install the packages that tools/debian-packages.txt lists under "image building".',
      error,
    );
  }
  return imageError(
    'image-build-failed',
    `${sentence} could not be built. ${error.message}`,
    'Check the network and the free space, then build again: nothing was left behind.',
    error,
  );
}
