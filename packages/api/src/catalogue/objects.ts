import type { Disk, Lease } from '@skerry/domain';
import type { CatalogueObjects } from '@skerry/store/layout/front-end';
import type { VisibleInstance } from '../instances/visible.ts';

/** Every kind and what stands for it in the model. */
export interface Objects extends CatalogueObjects {
  readonly disk: Disk;
  readonly instance: VisibleInstance;
  readonly lease: Lease;
}
export type Kind = keyof Objects;
