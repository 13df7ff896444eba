import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run, writeFileAtomic } from '@skerry/host-os';
import { kindsThatBoot } from '@skerry/domain';
import { buildOnce, type BuildOptions, type Work } from './cached-build.ts';
import type { DebianArchive } from './debian-archive.ts';
import { buildDebianRoot } from './debian-root.ts';
import { fileDigest } from './digest.ts';
import { rootLabel, rootOffsetBytes, writeDisk } from './disk.ts';
import { type BuiltImage, imageAt } from './finished-image.ts';
import type { ImageManifest, ImageName } from './manifest.ts';
import { pinnedImage } from './pinned.ts';
import type { Recipe } from './recipe.ts';
import type { RootBuild } from './root-build.ts';
import { buildTinyRoot } from './tiny-root.ts';

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

/**
 * Builds an image, or finds it in the cache.
 * @throws SkerryError with a code of `ImageErrorCode`.
 */
export const buildImage = (name: ImageName, options: BuildOptions): Promise<BuiltImage> =>
  buildOnce(
    {
      name,
      what: `the image ${name}`,
      pinned: () => pinnedImage(name, options.cacheDir),
      find: imageAt,
      make: (work) => build(name, work, options),
    },
    options,
  );

async function build(name: ImageName, work: Work, options: BuildOptions): Promise<BuiltImage> {
  const { recipe, archive, packages, base, directory: workDirectory } = work;
  const kind = kinds[name];
  const onProgress = options.onProgress ?? (() => undefined);
  const stop = options.signal === undefined ? {} : { signal: options.signal };
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
    name,
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
}
