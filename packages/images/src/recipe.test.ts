import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageNames } from './manifest.ts';
import { loadRecipe, readList } from './recipe.ts';

describe('loadRecipe', () => {
  it.each(imageNames)('%s has packages, a boot menu and a stable hash', async (name) => {
    const recipe = await loadRecipe(name);
    expect(recipe.packages).toContain('linux-image-cloud-amd64');
    await access(join(recipe.directory, 'extlinux.conf'));
    expect((await loadRecipe(name)).hash).toBe(recipe.hash);
    expect(recipe.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives different recipes different hashes', async () => {
    const [tiny, debian] = await Promise.all(imageNames.map(loadRecipe));
    expect(tiny?.hash).not.toBe(debian?.hash);
  });

  it('reads lists without comments', async () => {
    const { directory } = await loadRecipe('debian-12');
    const packages = await readList(join(directory, 'packages'));
    expect(packages.every((name) => /^[a-z0-9.+-]+$/.test(name))).toBe(true);
  });
});
