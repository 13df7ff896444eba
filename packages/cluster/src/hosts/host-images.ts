import type { Mirror, Store } from '@skerry/store';
import { stat } from 'node:fs/promises';
import type { ImageReplica } from '../images/replica.ts';
import { clusterError } from '../errors.ts';
import { mayRead } from './may-tell.ts';

/** So long the mirror may be behind the store before it is given up. Milliseconds. */
export const mirrorMs = 10_000;

interface Images {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly images: Pick<ImageReplica, 'path'>;
}

/** A host gets the images of its own guests. @throws SkerryError `image-not-given`. */
export async function imageFor(hostId: number, digest: string, { images, mirror, store }: Images): Promise<string> {
  if (!mayRead(hostId, digest, mirror)) {
    await mirror.waitFor(await store.revision(), mirrorMs);
    if (!mayRead(hostId, digest, mirror)) throw clusterError('image-not-given', notGiven);
  }
  return images.path(digest);
}

export async function locateImage(
  hostId: number,
  digest: string,
  from: Images,
): Promise<{ path: string; fileBytes: number }> {
  const path = await imageFor(hostId, digest, from);
  return { path, fileBytes: (await stat(path)).size };
}

const notGiven = 'No guest that was given to this host has a disk of this image.';
