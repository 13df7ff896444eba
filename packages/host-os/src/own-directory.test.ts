import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foreignness, ForeignDirectoryError, removeTree, takeOwnDirectory } from './own-directory.ts';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'skerry-own-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

test('a directory that we make is ours, also the next time', async () => {
  const path = join(place, 'a', 'b');
  await takeOwnDirectory(path);
  await takeOwnDirectory(path);
  expect(await foreignness(path)).toBeUndefined();
});

test("one that was there before, and is somebody else's, a link, or open to others, is refused", async () => {
  const mine = join(place, 'mine');
  await mkdir(mine);
  await symlink(mine, join(place, 'link'));
  await expect(takeOwnDirectory(join(place, 'link'))).rejects.toThrow('is no directory of its own');
  await chmod(mine, 0o777);
  await expect(takeOwnDirectory(mine)).rejects.toThrow('can be written by others');
  await chmod(mine, 0o755);
  const other = (process.getuid?.() ?? 0) + 1;
  await expect(takeOwnDirectory(mine, other)).rejects.toThrow(ForeignDirectoryError);
});

test('a tree is removed with what is linked in it, and not what the links lead to', async () => {
  const kept = join(place, 'kept');
  await mkdir(kept);
  await writeFile(join(kept, 'file'), 'x');
  await mkdir(join(place, 'tree'));
  await symlink(kept, join(place, 'tree', 'link'));
  await removeTree(join(place, 'tree'));
  await removeTree(join(place, 'tree'));
  expect(await readdir(place)).toEqual(['kept']);
  expect(await readdir(kept)).toEqual(['file']);
});
