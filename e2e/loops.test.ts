/**
 * Loop devices are one list for all machines of a kernel. Whose a device is tells the name it was made with: where its
 * file lies in the mounts of another machine, its path in /sys is only "/".
 */
import { loopDevices, loopsMadeBelow, run } from '@skerry/host-os';
import { endWithLoops } from '@skerry/lab/loops';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;
const made: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'loops-'));
});
afterEach(async () => {
  for (const path of made.splice(0)) await run('losetup', ['--detach', path], { okCodes: [0, 1] });
  await rm(directory, { recursive: true, force: true });
});

/** A loop device over a file that only the mounts of an ended machine had at this path, as a container's disk is. */
async function loopOutOfSight(owner: string): Promise<string> {
  const file = join(directory, owner, 'disk.raw');
  await mkdir(join(directory, owner));
  await run('truncate', ['-s', '1M', file]);
  const script = 'mount --bind "$1" "$1" && losetup --find --show "$1"';
  const { stdout } = await run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', file]);
  made.push(stdout.trim());
  return stdout.trim();
}

test('a device is known by the file it was made with when its path says nothing', async () => {
  const loop = await loopOutOfSight('ours');
  expect((await loopDevices()).find(({ path }) => path === loop)?.backingFile).toBe('/');
  expect(await loopsMadeBelow(join(directory, 'ours'))).toEqual([loop]);
  expect(await loopsMadeBelow(join(directory, 'our'))).toEqual([]);
});

test('what ends with a lab takes its own devices with it, and never one that has the number of an old one', async () => {
  const [ours, strange] = [await loopOutOfSight('ours'), await loopOutOfSight('strange')];
  // As an earlier version noted them, by number.
  await writeFile(join(directory, 'ours', 'loops.json'), JSON.stringify([ours, strange]));
  expect(await endWithLoops(join(directory, 'ours'), () => Promise.resolve())).toMatchObject({ loops: 1 });
  const left = (await loopDevices()).map(({ path }) => path);
  expect([left.includes(ours), left.includes(strange)]).toEqual([false, true]);
});
