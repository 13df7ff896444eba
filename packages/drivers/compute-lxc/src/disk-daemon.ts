/**
 * The process that serves a container's disk, in a world of its own: as the guest's helper user, without capabilities
 * and without a way to get any, in a root file system in memory that holds programs and its disk's files and nothing
 * else, in an empty network, behind a filter of system calls. It is made of what a guest writes, and guards what other
 * guests wrote.
 *
 * A FUSE mount that root can use needs root, and the daemon shall not be able to mount: so root mounts here, in the host's
 * mount namespace, and hands the daemon the descriptor (decision 33). If we are killed on the way, daemon and mount may be
 * there: the clean-up of the guest finds both by the names of the files that were to be.
 */
import type { GuestIdentity } from '@skerry/driver-contract';
import { deniedCalls, filterOf, machineOf, numbersOfCalls, run, worldContents, type WorldPart } from '@skerry/host-os';
import { access, constants, type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { startScript } from './disk-daemon-script.ts';
import type { PlanFiles } from './guest-files.ts';
import { lxcError } from './lxc-error.ts';

export async function startDiskDaemon(disk: string, kept: PlanFiles, identity: GuestIdentity): Promise<void> {
  await ownDisk(disk, identity);
  // The loader's index of libraries: without it each of the daemon's is looked for in every folder.
  const index = (await exists(libraryIndex)) ? [libraryIndex] : [];
  const files = [...(await backingChain(disk)), ...index];
  const contents: WorldPart[] = [
    { how: 'folder', path: '/usr' },
    { how: 'device', path: '/dev/null' },
    { how: 'disk', path: disk },
    ...files.map((path): WorldPart => ({ how: 'file', path })),
  ];
  const given = [
    kept.exported,
    kept.exportPid,
    String(identity.uid),
    numbersOfCalls(),
    worldContents(contents),
    filterOf(machineOf(process.arch), deniedCalls).join(' '),
  ];
  await run('perl', ['-e', startScript, '--', ...given, ...daemonCommand(disk, kept)]);
}

const libraryIndex = '/etc/ld.so.cache';

/** Paths are the host's, and the daemon finds them in its own world; the mount point has its name from the script. */
export function daemonCommand(disk: string, kept: PlanFiles): string[] {
  const file = { driver: 'file', filename: disk, discard: 'unmap' };
  const node = { driver: 'qcow2', 'node-name': 'disk', discard: 'unmap', file };
  const fuse = { type: 'fuse', id: 'disk', 'node-name': 'disk', mountpoint: '%FUSE%', writable: true };
  const options: Readonly<Record<string, string>> = {
    pidfile: kept.exportPid,
    blockdev: JSON.stringify(node),
    chardev: `socket,id=qmp,path=${kept.exportSocket.replaceAll(',', ',,')},server=on,wait=off`,
    monitor: 'chardev=qmp',
    export: JSON.stringify(fuse),
  };
  return ['qemu-storage-daemon', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
}

/** A disk of an older build is root's, and one that had another slot is somebody else's. */
async function ownDisk(path: string, { uid, gid }: GuestIdentity): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.nlink > 1) {
      throw lxcError('guest-start-failed', "The container's disk is not a file that is its alone.", { path });
    }
    if (found.uid !== uid || found.gid !== gid) await file.chown(uid, gid);
    if ((found.mode & 0o777) !== 0o600) await file.chmod(0o600);
  } finally {
    await file.close();
  }
}

/** More would be a loop: a disk stands on an image, and may stand on a few files between. */
const longestChain = 16;

/** The files that a qcow2 stands on, nearest first. Read from the headers, which no guest can write. */
async function backingChain(path: string): Promise<string[]> {
  const chain: string[] = [];
  for (let next = await backingFile(path); next !== undefined; next = await backingFile(next)) {
    if (chain.length >= longestChain) break;
    chain.push(next);
  }
  return chain;
}

/** Header of version 2 and 3, as QEMU's docs/interop/qcow2.txt has it. */
async function backingFile(path: string): Promise<string | undefined> {
  const file = await open(path, 'r');
  try {
    const header = await bytesAt(file, 0, 20);
    if (header.length < 20 || header.readUInt32BE(0) !== 0x514649fb) return undefined;
    const [offset, length] = [Number(header.readBigUInt64BE(8)), header.readUInt32BE(16)];
    if (offset === 0) return undefined;
    // QEMU's own limit.
    const name = (await bytesAt(file, offset, Math.min(length, 1023))).toString();
    return resolve(dirname(path), name);
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
