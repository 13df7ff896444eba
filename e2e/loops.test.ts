/**
 * Loop devices are one list for all machines of a kernel. Whose a device is tells the name it was made with: where its
 * file lies in the mounts of another machine, its path in /sys is only "/".
 */
import { loopDevices, loopsMadeBelow, run, stopProcess } from '@skerry/host-os';
import { endWithLoops } from '@skerry/lab/loops';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** A container's disk: QEMU shows it over FUSE, in mounts that are gone with QEMU, and it is mounted. */
async function containerDisk(owner: string): Promise<{ loop: string; end: () => Promise<void> }> {
  const at = join(directory, owner);
  await mkdir(join(at, 'rootfs'), { recursive: true });
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', join(at, 'disk.qcow2'), '16M']);
  const script = `set -e; cd "$1"; : > disk.raw
    qemu-storage-daemon --daemonize --pidfile "$1/pid" --blockdev driver=qcow2,node-name=d,file.driver=file,file.filename=disk.qcow2 \
      --export type=fuse,id=d,node-name=d,mountpoint="$1/disk.raw",writable=on
    loop=$(losetup --find --show --direct-io=off "$1/disk.raw")
    mkfs.ext4 -q "$loop"; mount "$loop" rootfs; echo "$loop";
    sleep 600 > /dev/null 2>&1 & echo $! > holder`;
  const { stdout } = await run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', at]);
  made.push(stdout.trim());
  const end = async () => {
    // As the machine of a host ends: who holds the mounts goes last.
    for (const who of ['pid', 'holder']) {
      await stopProcess(Number(await readFile(join(at, who), 'utf8')), { graceMs: 0 });
    }
  };
  return { loop: stdout.trim(), end };
}

test('what ends with a lab takes its own devices with it, and never one that has the number of an old one', async () => {
  const ours = await containerDisk('ours');
  const strange = await containerDisk('strange');
  try {
    // As an earlier version noted them, by number.
    await writeFile(join(directory, 'ours', 'loops.json'), JSON.stringify([ours.loop, strange.loop]));
    expect(await endWithLoops(join(directory, 'ours'), ours.end)).toBe(1);
    const left = (await loopDevices()).map(({ path }) => path);
    expect([left.includes(ours.loop), left.includes(strange.loop)]).toEqual([false, true]);
  } finally {
    await endWithLoops(join(directory, 'strange'), strange.end);
  }
});
