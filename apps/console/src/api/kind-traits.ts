import type { ObjectKind } from '@skerry/domain';

interface KindTraits {
  /** People look for it by name, or by an address. */
  readonly isSought: boolean;
  /** There are few enough to know all names. Of the others a filter takes the number. */
  readonly areFew: boolean;
  /**
   * Kinds that count it. What the server counts together from other objects has no event of its own: a host counts its
   * instances and what they may use, a group its users.
   */
  readonly countedBy: readonly ObjectKind[];
}

/** What the console must know of each kind besides its pages. What was found is told in this order. */
export const kindTraits = {
  instance: { isSought: true, areFew: false, countedBy: ['host', 'cluster'] },
  host: { isSought: true, areFew: true, countedBy: ['cluster'] },
  cluster: { isSought: true, areFew: true, countedBy: [] },
  image: { isSought: true, areFew: true, countedBy: [] },
  marketplace: { isSought: true, areFew: true, countedBy: [] },
  network: { isSought: true, areFew: true, countedBy: [] },
  template: { isSought: true, areFew: true, countedBy: [] },
  user: { isSought: true, areFew: true, countedBy: ['group'] },
  group: { isSought: true, areFew: true, countedBy: [] },
  datastore: { isSought: true, areFew: true, countedBy: [] },
  lease: { isSought: true, areFew: false, countedBy: ['network'] },
  disk: { isSought: false, areFew: false, countedBy: [] },
  token: { isSought: false, areFew: false, countedBy: [] },
} as const satisfies Record<ObjectKind, KindTraits>;

const kinds = Object.keys(kindTraits) as ObjectKind[];
export const soughtKinds: readonly ObjectKind[] = kinds.filter((kind) => kindTraits[kind].isSought);
export const fewKinds: readonly ObjectKind[] = kinds.filter((kind) => kindTraits[kind].areFew);
