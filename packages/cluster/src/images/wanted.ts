import type { Mirror } from '@skerry/store';
import { keys } from '../keys.ts';

/**
 * Tells whether a copy of an image may still be needed in this cluster: the catalogue has it, a disk builds on it, or it
 * is in a drive.
 * While the catalogue has not arrived whole, everything may be.
 */
export function imagesWantedBy(mirror: Mirror): (digest: string) => boolean {
  if (!mirror.get(keys.cursor('catalogue', 'front-end'))) return () => true;
  const digests = new Set<string>();
  for (const { value } of mirror.entries(keys.images)) if (value.digest !== undefined) digests.add(value.digest);
  for (const { value } of mirror.entries(keys.disks)) digests.add(value.imageDigest);
  for (const { value } of mirror.entries(keys.instances)) {
    if (value.spec.cdrom !== undefined) digests.add(value.spec.cdrom.imageDigest);
  }
  return (digest) => digests.has(digest);
}
