import type { DiskPlan } from '@skerry/driver-contract';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Read and written by the process that serves the disk to its guest, and by nobody else but root. */
export const diskMode = 0o600;

/**
 * Makes the file of a disk its owner's. The owner may change while nothing serves the disk: an older build gave it to
 * QEMU's one user, and a guest whose slot was given back gets another.
 */
export async function ownDisk(path: string, owner: DiskPlan['owner']): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await giveDisk(file, owner);
  } finally {
    await file.close();
  }
}

export async function giveDisk(file: FileHandle, owner: DiskPlan['owner']): Promise<void> {
  const { uid, gid, mode } = await file.stat();
  const wanted = owner ?? { uid: process.getuid?.() ?? uid, gid: process.getgid?.() ?? gid };
  // First closed, then given away: in between nobody new may read it.
  if ((mode & 0o7777) !== diskMode) await file.chmod(diskMode);
  if (uid !== wanted.uid || gid !== wanted.gid) await file.chown(wanted.uid, wanted.gid);
}
