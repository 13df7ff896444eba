/**
 * A cache whose images are given: `pinned.json` names them, and then neither is apt asked nor anything built. For a
 * machine without a network, whose maker has built the images before, and for whoever must not see them change meanwhile.
 */
import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuiltImage, imageAt } from './finished-image.ts';
import type { ImageName } from './manifest.ts';

const fileName = 'pinned.json';

/** Fills a directory with these images, which are linked where that is possible. */
export async function pinImages(images: readonly BuiltImage[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const bases: Partial<Record<ImageName, string>> = {};
  for (const { path, manifest } of images) {
    const base = basename(path, '.qcow2');
    await linkOrCopy(path, join(directory, `${base}.qcow2`));
    await writeFile(join(directory, `${base}.json`), JSON.stringify(manifest));
    bases[manifest.name] = base;
  }
  await writeFile(join(directory, fileName), JSON.stringify(bases));
}

/** Undefined: no image of this name is pinned here. */
export async function pinnedImage(name: ImageName, cacheDir: string): Promise<BuiltImage | undefined> {
  const text = await readFile(join(cacheDir, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const base = (JSON.parse(text) as Partial<Record<ImageName, string>>)[name];
  return base === undefined ? undefined : imageAt(join(cacheDir, base));
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
