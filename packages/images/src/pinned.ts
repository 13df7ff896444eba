/**
 * A cache whose images are given: `pinned.json` names them, and then neither is apt asked nor anything built. For a
 * machine without a network, whose maker has built the images before, and for whoever must not see them change meanwhile.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuiltImage, imageAt } from './finished-image.ts';
import { type BuiltGuestKernel, guestKernelAt } from './finished-kernel.ts';
import { linkOrCopy } from './link-or-copy.ts';
import type { ImageName } from './manifest.ts';

const fileName = 'pinned.json';

type Pinned = ImageName | 'guest-kernel';

/** Fills a directory with these, which are linked where that is possible. */
export async function pinImages(
  images: readonly BuiltImage[],
  directory: string,
  guestKernel?: BuiltGuestKernel,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const bases: Partial<Record<Pinned, string>> = {};
  for (const { path, manifest } of images) {
    const base = basename(path, '.qcow2');
    await linkOrCopy(path, join(directory, `${base}.qcow2`));
    await writeFile(join(directory, `${base}.json`), JSON.stringify(manifest));
    bases[manifest.name] = base;
  }
  if (guestKernel !== undefined) {
    const base = basename(guestKernel.directory);
    await mkdir(join(directory, base), { recursive: true });
    for (const name of await readdir(guestKernel.directory)) {
      await linkOrCopy(join(guestKernel.directory, name), join(directory, base, name));
    }
    bases['guest-kernel'] = base;
  }
  await writeFile(join(directory, fileName), JSON.stringify(bases));
}

/** Undefined: no image of this name is pinned here. */
export async function pinnedImage(name: ImageName, cacheDir: string): Promise<BuiltImage | undefined> {
  const base = await pinnedBase(name, cacheDir);
  return base === undefined ? undefined : imageAt(base);
}

/** Undefined: none is pinned here. */
export async function pinnedGuestKernel(cacheDir: string): Promise<BuiltGuestKernel | undefined> {
  const base = await pinnedBase('guest-kernel', cacheDir);
  return base === undefined ? undefined : guestKernelAt(base);
}

async function pinnedBase(name: Pinned, cacheDir: string): Promise<string | undefined> {
  const text = await readFile(join(cacheDir, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const base = (JSON.parse(text) as Partial<Record<Pinned, string>>)[name];
  return base === undefined ? undefined : join(cacheDir, base);
}
