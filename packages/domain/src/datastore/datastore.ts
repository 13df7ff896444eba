import type { StorageDriverName } from '../disk/storage-drivers.ts';
import type { ObjectMeta } from '../object/meta.ts';

/** Where images are kept. `path` is a directory on the front-end's machine. */
export interface Datastore extends ObjectMeta {
  readonly type: 'image';
  readonly path: string;
  /** Which makes disks of its images on a host; absent: the default. */
  readonly driver?: StorageDriverName;
}
