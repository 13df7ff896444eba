import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CommandError,
  ForeignDirectoryError,
  lockFile,
  removeTree,
  run,
  takeOwnDirectory,
  writeFileAtomic,
} from '@skerry/host-os';
import { kindsThatBoot } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { type DebianArchive, type DebianPackage, openArchive, resolvePackages } from './debian-archive.ts';
import { buildDebianRoot } from './debian-root.ts';
import { fileDigest } from './digest.ts';
import { rootLabel, rootOffsetBytes, writeDisk } from './disk.ts';
import { imageError } from './image-error.ts';
import { type BuiltImage, imageAt } from './finished-image.ts';
import type { ImageManifest, ImageName } from './manifest.ts';
import { pinnedImage } from './pinned.ts';
import { loadRecipe, type Recipe } from './recipe.ts';
import type { OnProgress, RootBuild } from './root-build.ts';
import { buildTinyRoot } from './tiny-root.ts';
import { rememberedPackages, rememberPackages, versionStamp } from './version-cache.ts';

export interface BuildImageOptions {
  /** Made when missing. Finished images stay in it for ever: guests may use them as backing files. */
  readonly cacheDir: string;
  /** One call for each step; `fraction` (0 to 1) is where the whole build stands. */
  readonly onProgress?: OnProgress;
  /** A Debian mirror, for example "http://deb.debian.org/debian". Default: the Debian sources of this machine's apt. */
  readonly mirror?: string;
  readonly signal?: AbortSignal;
}

interface Kind {
  readonly os: string;
  readonly sizeMiB: number;
  readonly minMemoryMiB: number;
  readonly haltSignal: string;
  readonly rebootSignal: string;
  readonly compress: boolean;
  readonly buildRoot: (recipe: Recipe, archive: DebianArchive, build: RootBuild) => Promise<string[]>;
}

const kinds: Record<ImageName, Kind> = {
  // busybox init: SIGUSR2 powers off, SIGTERM reboots.
  tiny: {
    os: 'linux-busybox',
    sizeMiB: 256,
    minMemoryMiB: 96,
    haltSignal: 'SIGUSR2',
    rebootSignal: 'SIGTERM',
    compress: false,
    buildRoot: buildTinyRoot,
  },
  'debian-12': {
    os: 'debian-12',
    sizeMiB: 4096,
    minMemoryMiB: 384,
    haltSignal: 'SIGRTMIN+3',
    rebootSignal: 'SIGINT',
    compress: true,
    buildRoot: buildDebianRoot,
  },
};

/** Another builder may be in the middle of Debian on a slow mirror. */
const lockWaitMs = 40 * 60_000;

/**
 * Builds an image, or finds it in the cache. The key is the content of the recipe, the versions of the packages it asks
 * for as apt knows them now, and the format version.
 *
 * Owns the cache directory. If we die, the next builder removes the half-made directory under the lock; mounts and loop
 * devices live only inside the mount namespace of one short command and go with it.
 *
 * @throws SkerryError with a code of `ImageErrorCode`.
 */
export async function buildImage(name: ImageName, options: BuildImageOptions): Promise<BuiltImage> {
  try {
    return await findOrBuild(name, options);
  } catch (error) {
    if (error instanceof CommandError) throw fromCommand(name, error);
    throw error;
  }
}

async function findOrBuild(name: ImageName, options: BuildImageOptions): Promise<BuiltImage> {
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
  const pinned = await pinnedImage(name, cacheDir);
  if (pinned !== undefined) return pinned;
  const recipe = await loadRecipe(name);
  const baseOf = (packages: readonly DebianPackage[]) => join(cacheDir, `${name}-${cacheKey(recipe, packages)}`);
  const stamp = await versionStamp(recipe.hash, options.mirror, cacheDir);
  const remembered = await rememberedPackages(cacheDir, stamp);
  const known = remembered === undefined ? undefined : await imageAt(baseOf(remembered));
  if (known !== undefined) return known;

  const archive = await openArchive(cacheDir, options.mirror);
  const packages = await resolvePackages(archive, recipe.packages);
  // Asking may have fetched new lists.
  await rememberPackages(cacheDir, await versionStamp(recipe.hash, options.mirror, cacheDir), packages);
  const base = baseOf(packages);
  const found = await imageAt(base);
  if (found !== undefined) return found;

  if (process.getuid?.() !== 0) {
    throw imageError('image-needs-root', `Only root can build the image ${name}.`, 'Run this as root.');
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
    return (await imageAt(base)) ?? (await build(recipe, archive, packages, base, options));
  } finally {
    await lock.release();
  }
}

function cacheKey(recipe: Recipe, packages: readonly DebianPackage[]): string {
  const versions = packages.map((entry) => `${entry.name}=${entry.version}`).sort();
  return createHash('sha256')
    .update([recipe.hash, ...versions].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

const buildPrefix = 'build-';

/** Holds the lock, so every half-made directory belongs to a builder that is dead. */
async function sweep(cacheDir: string): Promise<void> {
  for (const entry of await readdir(cacheDir)) {
    if (!entry.startsWith(buildPrefix) || entry === 'build.lock') continue;
    // Never across a file system: if a chroot were still mounted below, removing it would empty the machine's own.
    await run('rm', ['--recursive', '--force', '--one-file-system', join(cacheDir, entry)], { deadlineMs: 120_000 });
  }
}

async function build(
  recipe: Recipe,
  archive: DebianArchive,
  packages: readonly DebianPackage[],
  base: string,
  options: BuildImageOptions,
): Promise<BuiltImage> {
  const kind = kinds[recipe.name];
  const onProgress = options.onProgress ?? (() => undefined);
  const stop = options.signal === undefined ? {} : { signal: options.signal };
  await sweep(options.cacheDir);
  const workDirectory = await mkdtemp(join(options.cacheDir, buildPrefix));
  try {
    const rootDirectory = join(workDirectory, 'root');
    const mountPoint = join(workDirectory, 'mount');
    for (const directory of [rootDirectory, mountPoint]) await mkdir(directory, { mode: 0o755 });
    const contents = await kind.buildRoot(recipe, archive, {
      rootDirectory,
      workDirectory,
      packages,
      onProgress,
      ...stop,
    });

    onProgress('writing the disk', 0.8);
    const sizeBytes = kind.sizeMiB * 1024 * 1024;
    const qcow2Path = join(workDirectory, 'disk.qcow2');
    const rawPath = join(workDirectory, 'disk.raw');
    await writeDisk({ rootDirectory, sizeBytes, rawPath, mountPoint, qcow2Path, compress: kind.compress, ...stop });

    onProgress('taking its digest', 0.95);
    const path = `${base}.qcow2`;
    await run('sync', [qcow2Path], { deadlineMs: 120_000 });
    const digest = await fileDigest(qcow2Path);
    const fileBytes = (await stat(qcow2Path)).size;
    await rename(qcow2Path, path);
    const manifest: ImageManifest = {
      name: recipe.name,
      os: kind.os,
      architecture: 'x86_64',
      digest,
      sizeBytes,
      fileBytes,
      kinds: kindsThatBoot(['boot-loader', 'root-partition']),
      haltSignal: kind.haltSignal,
      rebootSignal: kind.rebootSignal,
      rootPartition: { number: 1, offsetBytes: rootOffsetBytes, label: rootLabel },
      minMemoryMiB: kind.minMemoryMiB,
      packages: contents.sort(),
      builtAt: new Date().toISOString(),
    };
    await writeFileAtomic(`${base}.json`, `${JSON.stringify(manifest, null, 2)}\n`);
    onProgress('done', 1);
    return { path, digest, sizeBytes, fileBytes, cached: false, manifest };
  } finally {
    await removeTree(workDirectory);
  }
}

function fromCommand(name: ImageName, error: CommandError): SkerryError {
  if (error.code === 'command-missing') {
    return imageError(
      'image-tool-missing',
      `The image ${name} cannot be built: the program "${error.command}" is not installed.`,
      'Install the packages that tools/debian-packages.txt lists under "image building".',
      error,
    );
  }
  return imageError(
    'image-build-failed',
    `The image ${name} could not be built. ${error.message}`,
    'Check the network and the free space, then build again: nothing was left behind.',
    error,
  );
}
