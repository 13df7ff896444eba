import type { GuestPlan } from '@skerry/driver-contract';
import { type LoopDevice, loopDevices, mountPoints, mounts, run, stopProcess } from '@skerry/host-os';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { startDiskDaemon } from './disk-daemon.ts';
import { isClean, superblock } from './ext4-superblock.ts';
import { type PlanFiles, undefinedIfMissing } from './guest-files.ts';
import { lxcError } from './lxc-error.ts';
import { grownTable, linuxPartition, type Partition } from './partition.ts';
import { processesWith, settleStrays } from './strays.ts';

/**
 * A container's disk as a folder: a daemon opens the qcow2 and shows it as a file over FUSE, a loop device takes the partition in it, and its ext4 is mounted with the container's id map. The daemon is a process of its own and
 * outlives us. QEMU's lock on the qcow2 makes sure that nobody else writes to it, be it a VM or a second export.
 * The first part: returns the daemon's pid.
 */
export async function serveDisk(plan: GuestPlan, kept: PlanFiles): Promise<number> {
  const disk = plan.disks[0];
  if (!disk) throw lxcError('guest-start-failed', 'The container has no disk to start from.');
  // The mount point of a FUSE export is a plain file.
  await writeFile(kept.exported, '', { mode: 0o600 });
  await startDiskDaemon(disk.source.path, kept, plan.identity);
  const pid = await exporterPid(kept);
  if (pid === undefined) throw lxcError('guest-start-failed', "The process that serves the container's disk died.");
  return pid;
}

/** The second part: what is served becomes a device, whole and clean. Returns its path. */
export async function attachDisk(kept: PlanFiles): Promise<string> {
  const { partition, grown, clean } = await rootPartition(kept.exported);
  const loop = await attachLoop(kept.exported, partition);
  if (grown || !clean) await repair(loop, grown);
  return loop;
}

/** The process that serves the disk, if the whole chain is there. Reads /proc only. */
export async function diskServer(kept: PlanFiles): Promise<number | undefined> {
  return diskIsMounted(kept, mountPoints()) ? exporterPid(kept) : undefined;
}

export const diskIsMounted = (kept: PlanFiles, points: ReadonlySet<string>): boolean =>
  points.has(kept.rootfs) && points.has(kept.exported);

/**
 * Takes the chain apart from whatever state it is in. What the guest wrote is on disk afterwards, unless the daemon died
 * before: then what was not synced is lost, as in a power cut. Nobody may use the root file system any more.
 */
export async function closeDisk(kept: PlanFiles): Promise<void> {
  // The words are arguments of losetup, of the mount, and of what works on the loop device itself.
  const loops = (await loopsOf(kept.exported)).map(({ path }) => path);
  await settleStrays([kept.exported, kept.rootfs, ...loops]);
  const exporters = () => processesWith([kept.exportPid]);
  const served = (await exporters()).length > 0;
  for (const mount of (await mounts()).filter(({ mountPoint }) => mountPoint === kept.rootfs)) {
    // Another mount namespace may hold a copy of this mount and so keep umount from writing everything.
    if (served) await run('sync', ['-f', mount.mountPoint], { deadlineMs: 120_000 });
    await run('umount', [mount.mountPoint], { deadlineMs: 120_000 });
  }
  for (const loop of await loopsOf(kept.exported)) await run('losetup', ['--detach', loop.path]);
  // More than one while a daemon is just being started: the starter, and the daemon that has no pid file yet.
  for (let pids = await exporters(); pids.length > 0; pids = await exporters()) {
    for (const pid of pids) await stopProcess(pid, { graceMs: 30_000 });
  }
  for (const mount of (await mounts()).filter(({ mountPoint }) => mountPoint === kept.exported)) {
    // Only a dead daemon leaves its mount behind; there is nothing to wait for.
    await run('umount', ['--lazy', mount.mountPoint]);
  }
  for (const file of [kept.exportPid, kept.exportSocket, kept.exported]) await rm(file, { force: true });
}

/** The loop device under the container's root, e.g. "loop3". */
export async function rootDevice(kept: PlanFiles): Promise<string | undefined> {
  const mount = (await mounts()).find(({ mountPoint }) => mountPoint === kept.rootfs);
  return mount?.source.replace('/dev/', '');
}

async function exporterPid(kept: PlanFiles): Promise<number | undefined> {
  const pid = Number(await readFile(kept.exportPid, 'utf8').catch(undefinedIfMissing));
  if (!(pid > 0)) return undefined;
  const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(undefinedIfMissing)) ?? '';
  return commandLine.includes('qemu-storage-daemon') && commandLine.includes(kept.exportPid) ? pid : undefined;
}

async function rootPartition(path: string): Promise<{ partition: Partition; grown: boolean; clean: boolean }> {
  const file = await open(path, 'r+');
  try {
    const head = Buffer.alloc(512);
    await file.read(head, 0, head.length, 0);
    const table = grownTable(head, (await stat(path)).size);
    if (table) {
      await file.write(table, 0, table.length, 0);
      await file.sync();
    }
    const partition = linuxPartition(table ?? head);
    if (partition) {
      const block = Buffer.alloc(superblock.length);
      await file.read(block, 0, block.length, partition.offset + superblock.offset);
      return { partition, grown: table !== undefined, clean: isClean(block) };
    }
  } finally {
    await file.close();
  }
  throw lxcError('guest-start-failed', 'The image has no Linux partition that a container could start from.');
}

/**
 * Without direct I/O, said outright: on Linux 6.18 a loop device with direct I/O over QEMU's FUSE file wrote blocks to
 * wrong places, and some kernels choose it by themselves.
 */
async function attachLoop(path: string, { offset, size }: Partition): Promise<string> {
  if ((await loopsOf(path)).length > 0) {
    throw lxcError('guest-busy', 'The disk of the container is attached already.', { path });
  }
  const range = ['--offset', String(offset), '--sizelimit', String(size)];
  const { stdout } = await run('losetup', ['--find', '--show', '--direct-io=off', ...range, path]);
  const loop = stdout.trim();
  const direct = await readFile(`/sys/block/${loop.replace('/dev/', '')}/loop/dio`, 'utf8').catch(undefinedIfMissing);
  if (direct?.trim() === '1') {
    await run('losetup', ['--detach', loop]);
    throw lxcError('guest-start-failed', 'The kernel insists on direct I/O for the disk, which is not safe here.');
  }
  return loop;
}

/** Replays the journal after an unclean end, mends what is safe to mend, and grows the file system with its partition. */
async function repair(loop: string, grown: boolean): Promise<void> {
  // e2fsck(8): 1 means that it mended something.
  const { code, stdout } = await run('e2fsck', ['-p', ...(grown ? ['-f'] : []), loop], {
    okCodes: [0, 1, 2, 4, 8, 12],
    deadlineMs: 600_000,
  });
  if (code > 2) {
    throw lxcError('guest-start-failed', "The container's file system is damaged and needs a person to mend it.", {
      stdout,
    });
  }
  if (grown) await run('resize2fs', [loop], { deadlineMs: 600_000 });
}

async function loopsOf(path: string): Promise<LoopDevice[]> {
  return (await loopDevices()).filter(({ backingFile }) => backingFile === path || backingFile === `${path} (deleted)`);
}
