import { diskSizeProblem } from '@skerry/domain';
import type { DiskPlan, DiskReport, StorageDriver } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';
import { randomBytes } from 'node:crypto';
import { chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { diskMode, ownDisk } from './disk-owner.ts';
import { imageFileName } from './images.ts';
import { readQcow2Header } from './qcow2-header.ts';
import { createOverlay } from './qcow2-overlay.ts';
import { asStorageError, storageError } from './storage-error.ts';

interface Disks extends Pick<StorageDriver, 'ensureDisk' | 'inspectDisk' | 'listDisks' | 'removeDisk'> {
  /** Disks that cannot be read without this image. */
  usersOf(digest: string): Promise<readonly number[]>;
  /** Takes from others what an older build let them read. Owners stay: a guest may run. */
  closeAll(): Promise<void>;
}

const mebibyte = 1024 * 1024;
/** An overlay is a few hundred KiB of tables; only a dying disk needs longer. */
const qemuImgDeadlineMs = 60_000;

/**
 * Disks: qcow2 overlays `<id>.qcow2` over `../images/<hex>.qcow2`. The path is relative, so that the data directory can
 * be moved as a whole. A disk has its name only once it is whole and its owner's; if we die before, the next start sweeps
 * the rest away.
 */
export function createDisks(
  directory: string,
  imagesDirectory: string,
  assertSound: (imageDigest: string) => Promise<void>,
): Disks {
  const diskPath = (diskId: number) => join(directory, `${diskId}.qcow2`);

  async function inspectDisk(diskId: number): Promise<DiskReport | undefined> {
    const path = diskPath(diskId);
    try {
      const [header, { blocks }] = await Promise.all([readQcow2Header(path), stat(path)]);
      if (!header) throw storageError('storage-failed', `The file of disk ${diskId} is damaged: it is not qcow2.`);
      const source = { type: 'file', format: 'qcow2', path } as const;
      return { diskId, source, sizeMiB: Math.floor(header.virtualBytes / mebibyte), allocatedBytes: blocks * 512 };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async function diskIds(): Promise<number[]> {
    const names = await readdir(directory);
    return names.flatMap((name) => /^(\d+)\.qcow2$/.exec(name)?.[1] ?? []).map(Number);
  }

  async function create(plan: DiskPlan, image: string): Promise<void> {
    await assertSound(plan.imageDigest);
    const header = await readQcow2Header(image);
    const imageMiB = Math.ceil((header?.virtualBytes ?? 0) / mebibyte);
    if (plan.sizeMiB < imageMiB) throw tooSmall(plan, imageMiB, 'its image');
    const temporary = join(directory, `.${plan.diskId}.${randomBytes(6).toString('hex')}.tmp`);
    const backing = `../${basename(imagesDirectory)}/${basename(image)}`;
    try {
      await createOverlay(temporary, backing, plan.sizeMiB * mebibyte);
      await ownDisk(temporary, plan.owner);
      await rename(temporary, diskPath(plan.diskId));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    inspectDisk,
    async ensureDisk(plan) {
      const problem = diskSizeProblem(plan.sizeMiB);
      if (problem !== undefined) throw storageError('disk-size', problem);
      try {
        const image = join(imagesDirectory, imageFileName(plan.imageDigest));
        const imageThere = await stat(image).then(
          () => true,
          () => false,
        );
        if (!imageThere) {
          throw storageError('image-missing', `The image of disk ${plan.diskId} is not on this host.`);
        }
        const present = await inspectDisk(plan.diskId);
        if (!present) await create(plan, image);
        else if (plan.sizeMiB < present.sizeMiB) throw tooSmall(plan, present.sizeMiB, 'it');
        else if (plan.sizeMiB > present.sizeMiB) {
          const args = ['resize', '-q', '-f', 'qcow2', present.source.path, `${plan.sizeMiB}M`];
          await run('qemu-img', args, { deadlineMs: qemuImgDeadlineMs });
        }
        if (present) await ownDisk(present.source.path, plan.owner);
      } catch (error) {
        throw asStorageError(error, `disk ${plan.diskId} was prepared`);
      }
      const report = await inspectDisk(plan.diskId);
      if (!report) throw storageError('storage-failed', `Disk ${plan.diskId} vanished while it was prepared.`);
      return report;
    },
    async listDisks() {
      const reports = await Promise.all((await diskIds()).map(inspectDisk));
      return reports.filter((report) => report !== undefined);
    },
    async removeDisk(diskId) {
      if (!(await inspectDisk(diskId).catch(() => true))) return;
      try {
        await assertUnlocked(diskPath(diskId));
        await rm(diskPath(diskId), { force: true });
      } catch (error) {
        throw asStorageError(error, `disk ${diskId} was removed`);
      }
    },
    async closeAll() {
      for (const id of await diskIds()) await chmod(diskPath(id), diskMode);
    },
    async usersOf(digest) {
      const wanted = imageFileName(digest);
      const users: number[] = [];
      for (const id of await diskIds()) {
        const header = await readQcow2Header(diskPath(id));
        if (header?.backingFile !== undefined && basename(header.backingFile) === wanted) users.push(id);
      }
      return users;
    },
  };
}

/** QEMU locks the images it writes; asking without `--force-share` fails then. A damaged file is nobody's. */
async function assertUnlocked(path: string): Promise<void> {
  const { code, stderr } = await run('qemu-img', ['info', '-f', 'qcow2', path], { okCodes: [0, 1] });
  if (code !== 0 && stderr.includes('lock')) {
    throw storageError('disk-in-use', 'The disk is in use by a guest and was not removed.', { stderr });
  }
}

function tooSmall(plan: DiskPlan, presentMiB: number, what: string) {
  return storageError(
    'disk-shrink',
    `Disk ${plan.diskId} cannot have ${plan.sizeMiB} MiB: ${what} has ${presentMiB} MiB, and disks do not shrink.`,
  );
}
