import type { ObjectMeta } from '../object/meta.ts';

/** A qcow2 file on one host, made from an image; it lives and dies with its instance. */
export interface Disk extends ObjectMeta {
  readonly clusterId: number;
  readonly hostId?: number;
  readonly instanceId: number;
  readonly imageId: number;
  readonly imageDigest: string;
  readonly sizeMiB: number;
}
