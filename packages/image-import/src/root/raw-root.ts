/**
 * The file system of a root as a raw disk. Nothing is unpacked onto this machine: what an archive says becomes blocks and
 * tables of a file, so there is no path, link, owner or device of it that could mean something here. The data is read once
 * and written once, as it comes. What is left when it fails is the caller's to remove.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { importError } from '../errors.ts';
import { writeFileSystem, type WrittenFileSystem } from '../ext4/file-system.ts';
import { RootDisk } from '../ext4/root-disk.ts';
import { openImage } from '../open-image.ts';
import { type Archive, tarOf } from './archive.ts';
import { Budget, type RootLimits, usualLimits } from './budget.ts';
import { applyLayer } from './layers.ts';
import { alignment, mostPartitionBytes, partitionTable } from './partition-table.ts';
import { RootTree } from './tree.ts';

export interface RootLayer extends Archive {
  /** Of the tar in it, as `sha256:` and hex: what a configuration says. Another one is refused. */
  readonly diffId?: string;
}

export interface RawRootOptions {
  /** As whom programs run when we are root: one that owns nothing else. */
  readonly user: number;
  /** Of what it is made: the same gives the same bytes. */
  readonly digest: string;
  readonly label: string;
  /** Free in the new file system, for what the guest writes before anybody makes its disk larger. */
  readonly roomBytes: number;
  /** In a partition, as drivers of containers look for one; else the file system is all of the disk. */
  readonly partition: boolean;
  /** Whether names of whiteouts mean something: in layers they do, in a root tarball not. */
  readonly whiteouts: boolean;
  readonly limits?: Partial<RootLimits>;
  /** Bytes of the files that were read. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  /** Also for a deadline: there is none of its own. */
  readonly signal?: AbortSignal;
}

/** @throws errors of this package, and of image-formats for an archive that is damaged */
export async function writeRawRoot(
  layers: readonly RootLayer[],
  path: string,
  options: RawRootOptions,
): Promise<WrittenFileSystem> {
  const { user, signal, onProgress } = options;
  const budget = new Budget({ ...usualLimits, ...options.limits });
  await using file = await open(path, 'wx');
  // The program that makes a qcow2 of it reads it as a user that owns nothing, whatever our mask is.
  await file.chmod(0o644);
  const disk = new RootDisk(file, options.partition ? alignment : 0);
  const tree = new RootTree({ gone: (extents) => disk.free(extents), madeFolder: () => budget.countNode() });
  const opened: Awaited<ReturnType<typeof openImage>>[] = [];
  try {
    for (const layer of layers) opened.push(await openImage(layer.path, user));
    const of = opened.reduce((sum, { source }) => sum + source.bytes, 0);
    for (const [i, layer] of layers.entries()) {
      const image = opened[i] as (typeof opened)[number];
      const hash = layer.diffId === undefined ? undefined : createHash('sha256');
      const tar = watched(tarOf(layer, image, budget, user, signal), (piece) => {
        hash?.update(piece);
        onProgress?.({ done: budget.packed, of });
      });
      await applyLayer(tar, tree, disk, {
        layer: i + 1,
        whiteouts: options.whiteouts,
        count: (entry) => budget.countFile(entry),
      });
      if (hash !== undefined && `sha256:${hash.digest('hex')}` !== layer.diffId) {
        throw importError('root-refused', `Layer ${i + 1} is not what the image says that it is.`, {
          hint: 'Get the image again; if it stays so, ask who published it.',
        });
      }
    }
  } finally {
    for (const image of opened) await image.file.close();
  }
  signal?.throwIfAborted();
  const { label, digest, roomBytes } = options;
  const written = await writeFileSystem(tree.root, disk, { label, digest, roomBytes });
  if (!options.partition) {
    await file.truncate(written.bytes);
    return written;
  }
  const bytes = Math.ceil(written.bytes / alignment) * alignment;
  if (bytes > mostPartitionBytes) throw importError('import-too-much', 'The root is larger than a partition can be.');
  const table = partitionTable(bytes, digest);
  await file.write(table, 0, table.length, 0);
  await file.truncate(alignment + bytes);
  return { ...written, bytes: alignment + bytes };
}

async function* watched(stream: AsyncIterable<Buffer>, each: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    each(piece);
    yield piece;
  }
}
