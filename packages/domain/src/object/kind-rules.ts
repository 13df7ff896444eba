import type { Token } from '../token/token.ts';
import { type ObjectKind, objectKinds, type ObjectMeta } from './meta.ts';
import { type Permissions, privatePermissions, publicPermissions } from './permissions.ts';

/** Among which objects of its kind a name is the only one: people and logs use those of the cloud as such. */
export type NameScope = 'cloud' | 'owner' | 'none';

interface KindRules {
  /** Whose its records are: the front-end's catalogue, or the cluster's in which it is, which the front-end mirrors. */
  readonly keptBy: 'front-end' | 'cluster';
  readonly nameIsOneIn: NameScope;
  /** False: an object whose name others may have all the same. Absent: there is none. */
  readonly isNamed?: (object: ObjectMeta) => boolean;
  /** An administrator makes it for everybody to use; else a new one is its owner's alone. */
  readonly isOffered: boolean;
}

/** What server, console and command line must agree on for each kind. A new kind is a line here. */
export const kindRules = {
  cluster: { keptBy: 'front-end', nameIsOneIn: 'cloud', isOffered: true },
  datastore: { keptBy: 'front-end', nameIsOneIn: 'cloud', isOffered: true },
  disk: { keptBy: 'cluster', nameIsOneIn: 'none', isOffered: false },
  group: { keptBy: 'front-end', nameIsOneIn: 'cloud', isOffered: true },
  host: { keptBy: 'front-end', nameIsOneIn: 'cloud', isOffered: true },
  image: { keptBy: 'front-end', nameIsOneIn: 'owner', isOffered: true },
  instance: { keptBy: 'cluster', nameIsOneIn: 'owner', isOffered: false },
  lease: { keptBy: 'cluster', nameIsOneIn: 'none', isOffered: false },
  // Who may use one uses its password: a new one is its owner's alone.
  marketplace: { keptBy: 'front-end', nameIsOneIn: 'owner', isOffered: false },
  network: { keptBy: 'front-end', nameIsOneIn: 'owner', isOffered: true },
  template: { keptBy: 'front-end', nameIsOneIn: 'owner', isOffered: false },
  token: {
    keptBy: 'front-end',
    nameIsOneIn: 'owner',
    // Log-ins and join tokens are made by the hundred, and called by their numbers.
    isNamed: (token) => (token as Token).purpose === 'access',
    isOffered: false,
  },
  user: { keptBy: 'front-end', nameIsOneIn: 'cloud', isOffered: false },
} as const satisfies Record<ObjectKind, KindRules>;

type KeptBy<Keeper extends KindRules['keptBy']> = {
  [K in ObjectKind]: (typeof kindRules)[K]['keptBy'] extends Keeper ? K : never;
}[ObjectKind];
/** Kinds whose records are the catalogue. */
export type CatalogueKind = KeptBy<'front-end'>;
/** Kinds whose records clusters tell. */
export type ToldKind = KeptBy<'cluster'>;

export const isCatalogueKind = (word: string): word is CatalogueKind =>
  Object.hasOwn(kindRules, word) && kindRules[word as ObjectKind].keptBy === 'front-end';
export const isToldKind = (word: string): word is ToldKind =>
  Object.hasOwn(kindRules, word) && kindRules[word as ObjectKind].keptBy === 'cluster';
export const catalogueKinds: readonly CatalogueKind[] = objectKinds.filter(isCatalogueKind);
export const toldKinds: readonly ToldKind[] = objectKinds.filter(isToldKind);

/** Where the name of this object is the only one: `cloud`, or its owner's number. Undefined: others may have it too. */
export function nameScopeOf(kind: ObjectKind, object: Pick<ObjectMeta, 'name' | 'ownerId'>): string | undefined {
  const { nameIsOneIn, isNamed }: KindRules = kindRules[kind];
  if (nameIsOneIn === 'none' || isNamed?.(object as ObjectMeta) === false) return undefined;
  return nameIsOneIn === 'cloud' ? 'cloud' : String(object.ownerId);
}

/** What a new object gets when nobody says otherwise: the server gives it, and a form draws and sends it. */
export const newPermissions = (kind: ObjectKind, byAdministrator: boolean): Permissions =>
  kindRules[kind].isOffered && byAdministrator ? publicPermissions : privatePermissions;
