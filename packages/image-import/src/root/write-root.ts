/**
 * From layers of an application image, a root tarball or a squashfs to one ext4 file system in a qcow2. Nothing is
 * unpacked onto this machine: what an archive says becomes blocks and tables of a file, so there is no path, link, owner or
 * device of it that could mean something here (decision 66). The data is read once and written once, as it comes.
 *
 * The target has its name only when it is whole and on disk. If we die half-way, "<target>.root" and "<target>.part" are
 * left: the next attempt at that target begins by taking them away. Nobody else may write to its directory.
 */
import { rm } from 'node:fs/promises';
import { convert } from '../disk/convert.ts';
import { asImportError } from '../errors.ts';
import { type RawRootOptions, type RootLayer, writeRawRoot } from './raw-root.ts';

export interface WrittenRoot {
  readonly virtualBytes: number;
  /** Of the target. */
  readonly fileBytes: number;
  readonly files: number;
  /** Names of attributes that were left out, and on how many files. */
  readonly dropped: ReadonlyMap<string, number>;
}

/** @throws errors of this package, and of image-formats for an archive that is damaged */
export async function writeRoot(
  layers: readonly RootLayer[],
  target: string,
  options: RawRootOptions,
): Promise<WrittenRoot> {
  const raw = `${target}.root`;
  try {
    await rm(raw, { force: true });
    const written = await writeRawRoot(layers, raw, options);
    const { user, signal } = options;
    const { virtualBytes, fileBytes } = await convert(raw, target, {
      user,
      saidToBe: 'raw',
      mostVirtualBytes: written.bytes,
      ...(signal === undefined ? {} : { signal }),
    });
    return { virtualBytes, fileBytes, files: written.files, dropped: written.dropped };
  } catch (error) {
    throw asImportError(error, 'the root file system was made');
  } finally {
    await rm(raw, { force: true });
  }
}
