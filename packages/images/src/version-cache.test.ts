import { mkdtemp, rm, utimes, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberedPackages, rememberPackages, versionStamp } from './version-cache.ts';

const packages = [{ name: 'a', version: '1', depends: '' }];
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-versions-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('package versions', () => {
  it('are remembered for the same stamp only', async () => {
    await rememberPackages(directory, 'one', packages);
    expect(await rememberedPackages(directory, 'one')).toEqual(packages);
    expect(await rememberedPackages(directory, 'two')).toBeUndefined();
  });

  it('are asked for again when the package lists changed', async () => {
    const lists = join(directory, 'apt', 'lists');
    await mkdir(lists, { recursive: true });
    const before = await versionStamp('hash', 'http://mirror/debian', directory);
    expect(await versionStamp('hash', 'http://mirror/debian', directory)).toBe(before);
    await utimes(lists, 1, 1);
    expect(await versionStamp('hash', 'http://mirror/debian', directory)).not.toBe(before);
  });
});
