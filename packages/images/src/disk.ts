import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@skerry/host-os';
import { sharedDirectory } from './recipe.ts';

export const rootLabel = 'skerry-root';
/** 1 MiB: room for the boot loader's first stage, and aligned for every disk. */
export const rootOffsetBytes = 1 << 20;
const blockBytes = 4096;

/**
 * What extlinux 6.04 (Debian 12) cannot read, or what the older kernels of hosts that mount the image for a container
 * do not know.
 */
const withoutFeatures = '^64bit,^metadata_csum,^metadata_csum_seed,^orphan_file';

/**
 * zstd makes debian-12 a third of its size (427 to 139 MB) in three seconds, which counts on thin links. QEMU keeps no
 * decompressed clusters, so a boot loader that reads in small pieces pays for it: about 0.8 s of processor time for the
 * kernel of tiny.
 */
const compressed = ['-c', '-o', 'compression_type=zstd'];

export interface DiskPlan {
  readonly rootDirectory: string;
  /** Multiple of 1 MiB. */
  readonly sizeBytes: number;
  /** Free names in a directory of the caller, who removes them. */
  readonly rawPath: string;
  readonly mountPoint: string;
  readonly qcow2Path: string;
  /** Smaller file, slower boot loader. */
  readonly compress: boolean;
  readonly signal?: AbortSignal;
}

/** A bootable disk: MBR, one active ext4 partition filled from a directory, extlinux. Needs root. */
export async function writeDisk(plan: DiskPlan): Promise<void> {
  const { rawPath } = plan;
  const stop = plan.signal === undefined ? {} : { signal: plan.signal };
  await (await open(rawPath, 'wx')).close();
  await truncate(rawPath, plan.sizeBytes);
  await run('sfdisk', ['--quiet', '--no-reread', rawPath], {
    input: 'label: dos\nstart=2048, type=83, bootable\n',
    ...stop,
  });
  await writeBootCode(rawPath);
  const blocks = (plan.sizeBytes - rootOffsetBytes) / blockBytes;
  // Inode tables are written now, on a sparse file where that costs nothing: else every guest writes them at run time.
  const layout = `offset=${rootOffsetBytes},lazy_itable_init=0,lazy_journal_init=0,nodiscard,root_owner=0:0`;
  const flags = ['-q', '-F', '-t', 'ext4', '-b', String(blockBytes), '-m', '1', '-L', rootLabel, '-O', withoutFeatures];
  await run('mke2fs', [...flags, '-E', layout, '-d', plan.rootDirectory, rawPath, String(blocks)], {
    deadlineMs: 300_000,
    ...stop,
  });
  const installer = join(sharedDirectory, 'install-bootloader.sh');
  const inOwnMounts = ['--mount', '--propagation', 'private', '--kill-child'];
  await run('unshare', [...inOwnMounts, 'sh', installer, rawPath, String(rootOffsetBytes), plan.mountPoint], stop);
  const how = plan.compress ? compressed : [];
  await run('qemu-img', ['convert', ...how, '-f', 'raw', '-O', 'qcow2', rawPath, plan.qcow2Path], {
    deadlineMs: 600_000,
    ...stop,
  });
}

/** The first 440 bytes of the disk; the partition table behind them stays. */
async function writeBootCode(rawPath: string): Promise<void> {
  const code = await readFile('/usr/lib/EXTLINUX/mbr.bin');
  const disk = await open(rawPath, 'r+');
  try {
    await disk.write(code.subarray(0, 440), 0, Math.min(code.length, 440), 0);
  } finally {
    await disk.close();
  }
}
