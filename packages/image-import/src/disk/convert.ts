/**
 * From a file that a stranger made to a qcow2 that a store can keep: by qemu-img(1) alone, as a user that owns nothing,
 * in a world in which there is that one file and the target (decision 66). The file has been judged before; should it
 * fool us, there is nothing else for it to name.
 *
 * The target has its name only when it is whole and on disk. If we die half-way, "<target>.part" is left: the next
 * conversion to that target begins by taking it away. Nobody else may write to the directory of the target.
 */
import { type ConfinedLimits, confinedUser, startConfined } from '@skerry/host-os';
import {
  type CdromInspection,
  type DiskInspection,
  fileSource,
  inspect,
  type InspectOptions,
  sectionOf,
} from '@skerry/image-formats';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asImportError, importError } from '../errors.ts';
import { openImage } from '../open-image.ts';
import { convertArguments, progressIn, type Section } from './qemu-img.ts';

export interface ConvertOptions extends Pick<InspectOptions, 'saidToBe' | 'mostVirtualBytes'> {
  /** As whom programs run when we are root: one that owns nothing else. */
  readonly user: number;
  /** Where in the file the disk is; default: all of it. */
  readonly section?: Section;
  /** Bytes of the disk, read and written or known to be zeroes. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  readonly signal?: AbortSignal;
  /** Default: an hour. */
  readonly deadlineMs?: number;
}

export interface Converted {
  readonly source: DiskInspection | CdromInspection;
  readonly virtualBytes: number;
  /** Of the target. */
  readonly fileBytes: number;
}

/** QEMU and its libraries take some 300 MiB of address space, and its buffers and threads some more. */
const memoryBytes = 1024 * 1024 * 1024;
const hour = 3_600_000;
/** Tables of a qcow2: 1/8192 for its L2, and as much again for counts; rounded up generously. */
const mostFileBytes = (virtualBytes: number) => virtualBytes + Math.ceil(virtualBytes / 1024) + 16 * 1024 * 1024;

/** @throws errors of this package, and of image-formats for what is not taken */
export async function convert(path: string, target: string, options: ConvertOptions): Promise<Converted> {
  const { user, section, deadlineMs = hour } = options;
  const { file, source: whole } = await openImage(path, user);
  const part = `${target}.part`;
  try {
    const found = await inspect(section ? sectionOf(whole, section.at, section.bytes) : whole, options);
    if (found.kind !== 'disk' && found.kind !== 'cdrom') {
      throw importError('import-failed', `The file is no disk, but ${found.format}.`);
    }
    const { virtualBytes } = found;
    options.signal?.throwIfAborted();
    const limits: ConfinedLimits = {
      memoryBytes,
      processorSeconds: Math.ceil(deadlineMs / 1000),
      fileBytes: mostFileBytes(virtualBytes),
    };
    await rm(part, { force: true });
    await using made = await open(part, 'wx', 0o600);
    // Else it runs as we do.
    if (confinedUser(user) === user) await made.chown(user, user);
    const args = convertArguments(found.kind === 'disk' ? found.format : 'raw', section);
    const program = await startConfined('qemu-img', args, {
      user,
      reads: { [path]: '/in' },
      writes: { [part]: '/out' },
      limits,
      deadlineMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    program.stdout.setEncoding('latin1').on('data', (text: string) => {
      const fraction = progressIn(text);
      if (fraction !== undefined) options.onProgress?.({ done: Math.floor(fraction * virtualBytes), of: virtualBytes });
    });
    await program.ended;
    const fileBytes = await finish(made, virtualBytes);
    await rename(part, target);
    await syncDirectory(dirname(target));
    return { source: found, virtualBytes, fileBytes };
  } catch (error) {
    await rm(part, { force: true });
    throw asImportError(error, 'the image was converted');
  } finally {
    await file.close();
  }
}

/** What a program wrote that may have been fooled is read as what it is: a stranger's. Then it is ours. */
async function finish(made: FileHandle, virtualBytes: number): Promise<number> {
  const { size } = await made.stat();
  await using written = await open(`/proc/self/fd/${made.fd}`, 'r');
  const found = await inspect(fileSource(written, size), { saidToBe: 'qcow2' });
  if (found.kind !== 'disk' || found.virtualBytes !== virtualBytes) {
    throw importError('import-failed', 'The image was not converted whole: its disk has another size.');
  }
  await made.chown(process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  await made.sync();
  return size;
}

async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r');
  await handle.sync();
}
