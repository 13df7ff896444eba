/**
 * From what came to the file of an image. What it is decides its content alone: a whole qcow2 stays as it is, other disks
 * are converted, archives and layers become a root file system. Nothing is kept here: the caller gives the file its name,
 * and removes what is left when that fails.
 */
import { RequestError } from '@skerry/api/errors';
import { type BootWay, bootWays, type ImageType } from '@skerry/domain';
import type { DiskInspection, Inspection, Warning } from '@skerry/image-formats';
import { inspectFile, makeInThread, type MakeJob, type MakeProgress, type RootLayer } from '@skerry/image-import';
import { recipeOf } from './import-plan.ts';

/** As whom programs look into what strangers made. It owns nothing; ids of guests begin above it. */
const toolsUser = 0x6fff_0003;
/** Free in a root file system, for what a guest writes before anybody makes its disk larger. */
const roomBytes = 64 * 1024 * 1024;

/** What came, whole, with the digest that it has. */
export interface CameBlob {
  readonly path: string;
  readonly digest: string;
}

/** What is to be done to get the file, decided from what came. */
export interface Making {
  /** Absent: what came is the file. */
  readonly job?: (target: string) => MakeJob;
  readonly recipe: string;
  /** Known before it is made, where the content says it. */
  readonly virtualBytes?: number;
  readonly format: string;
  readonly type: ImageType;
  /** What of it a guest can start from; none: nothing. */
  readonly boots: readonly BootWay[];
  readonly warnings: readonly string[];
}

/** @throws errors of image-formats and image-import, with what to do */
export async function decideMaking(blobs: readonly CameBlob[], isOfLayers: boolean): Promise<Making> {
  const digests = blobs.map(({ digest }) => digest);
  const found = await Promise.all(blobs.map(({ path }) => inspectFile(path, toolsUser)));
  const [first] = found;
  const [blob] = blobs;
  if (first === undefined || blob === undefined) {
    throw new RequestError('not-usable', 'There is nothing in it that could be an image.');
  }
  if (isOfLayers) return ofRoot(blobs, found, true, recipeOf('layers', digests));
  switch (first.kind) {
    case 'root':
      return ofRoot(blobs, found, false, recipeOf('root', digests));
    case 'disk':
      return ofDisk(blob, first, recipeOf('disk', digests));
    case 'cdrom': {
      const options = { user: toolsUser };
      return {
        job: (target) => ({ make: 'disk', path: blob.path, target, options }),
        recipe: recipeOf('disk', digests),
        virtualBytes: first.virtualBytes,
        format: first.format,
        type: 'cdrom',
        boots: ['boot-loader'],
        warnings: words(first.warnings),
      };
    }
    case 'appliance': {
      const [disk] = first.disks;
      if (disk === undefined) throw new RequestError('not-usable', 'The appliance has no disk.');
      const options = { user: toolsUser, section: { at: disk.at, bytes: disk.bytes } };
      const others = first.disks.length - 1;
      return {
        job: (target) => ({ make: 'disk', path: blob.path, target, options }),
        recipe: recipeOf('appliance', digests),
        virtualBytes: disk.disk.virtualBytes,
        format: first.format,
        type: 'disk',
        boots: ['boot-loader'],
        warnings: [
          ...words(first.warnings),
          ...(others > 0 ? [`Only the first disk was taken; ${others} more are in the appliance.`] : []),
        ],
      };
    }
  }
}

/** Runs the job in a thread of its own. */
export const make = (job: MakeJob, onProgress: (progress: MakeProgress) => void, signal: AbortSignal) =>
  makeInThread(job, { onProgress, signal });

const words = (warnings: readonly Warning[]): string[] => warnings.map(({ message }) => message);

function ofDisk(blob: CameBlob, found: DiskInspection, recipe: string): Making {
  const { format, virtualBytes, warnings } = found;
  // A usual image has a boot loader, and the root of its system in a partition.
  const made = { recipe, virtualBytes, format, type: 'disk', boots: bootWays, warnings: words(warnings) } as const;
  const isAsItShouldBe = format === 'qcow2' && !warnings.some(({ code }) => code === 'snapshots-dropped');
  if (isAsItShouldBe) return made;
  const options = { user: toolsUser, saidToBe: format };
  return { ...made, job: (target) => ({ make: 'disk', path: blob.path, target, options }) };
}

function ofRoot(blobs: readonly CameBlob[], found: readonly Inspection[], isOfLayers: boolean, recipe: string): Making {
  const layers = found.map((each, i): RootLayer => {
    if (each.kind !== 'root') {
      throw new RequestError('not-usable', `What came is no root file system, but ${each.format}.`);
    }
    const { format, compression } = each;
    return { path: (blobs[i] as CameBlob).path, format, compression };
  });
  const options = {
    user: toolsUser,
    digest: recipe,
    label: 'root',
    roomBytes,
    partition: true,
    whiteouts: isOfLayers,
  };
  return {
    job: (target) => ({ make: 'root', layers, target, options }),
    recipe,
    format: isOfLayers ? 'oci' : (found[0]?.format ?? 'tar'),
    type: 'disk',
    boots: ['root-partition'],
    warnings: found.flatMap(({ warnings }) => words(warnings)),
  };
}
