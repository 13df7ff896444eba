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

interface Touched {
  readonly kind: Kind;
  readonly id: number;
  readonly before: Objects[Kind] | undefined;
  onlyCounts: boolean;
}
export type Touch = (kind: Kind, id: number, onlyCounts?: boolean) => void;

/** Remembers what each object was when it was touched first; `now` is asked again for what became of it. */
export function gatherTouched(now: (kind: Kind, id: number) => Objects[Kind] | undefined) {
  const touched = new Map<string, Touched>();
  const touch: Touch = (kind, id, onlyCounts = false) => {
    const key = `${kind}/${id}`;
    const known = touched.get(key);
    if (known === undefined) touched.set(key, { kind, id, before: now(kind, id), onlyCounts });
    else known.onlyCounts &&= onlyCounts;
  };
  const changesAt = (revision: number) =>
    [...touched.values()].map((one) => changeOf(one, now(one.kind, one.id), revision));
  return { touch, changesAt };
}

const changeOf = (
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
