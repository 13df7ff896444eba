import type { Kind, Objects } from '../catalogue/objects.ts';

/** An object that changed. `before` is absent when it is new, `after` when it is gone. */
export interface ObjectChange {
  readonly revision: number;
  readonly kind: Kind;
  readonly id: number;
  readonly before?: Objects[Kind];
  readonly after?: Objects[Kind];
  /** Only a number changed that stands beside it, and that not everybody is told. */
  readonly onlyCounts?: true;
}

export interface Touched {
  readonly kind: Kind;
  readonly id: number;
  readonly before: Objects[Kind] | undefined;
  onlyCounts: boolean;
}
export type Touch = (kind: Kind, id: number, onlyCounts?: boolean) => void;

export const changeOf = (
  { kind, id, before, onlyCounts }: Touched,
  after: Objects[Kind] | undefined,
  revision: number,
): ObjectChange => ({
  revision,
  kind,
  id,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
  ...(onlyCounts ? { onlyCounts } : {}),
});
