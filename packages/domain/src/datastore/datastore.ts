import type { ObjectMeta } from '../object/meta.ts';

/** Where images are kept. `path` is a directory on the front-end's machine. */
export interface Datastore extends ObjectMeta {
  readonly type: 'image';
  readonly path: string;
}
