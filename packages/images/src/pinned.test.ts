import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { buildImage } from './build-image.ts';
import type { BuiltImage } from './finished-image.ts';
import type { ImageManifest } from './manifest.ts';
import { pinImages } from './pinned.ts';

let directory: string;
let image: BuiltImage;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinned-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'tiny-0123.qcow2');
  await writeFile(path, 'the image');
  const known = { digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 4096, fileBytes: 9 };
  const manifest = { name: 'tiny', ...known } as ImageManifest;
  image = { path, ...known, cached: true, manifest };
});

describe('a cache with pinned images', () => {
  it('gives them, whatever apt and the recipe say by now', async () => {
    const pins = join(directory, 'pins');
    await pinImages([image], pins);
    const found = await buildImage('tiny', { cacheDir: pins });
    expect(found).toEqual({ ...image, path: join(pins, 'tiny-0123.qcow2') });
    expect(await readFile(found.path, 'utf8')).toBe('the image');
    expect((await stat(found.path)).ino).toBe((await stat(image.path)).ino);
  });
});
