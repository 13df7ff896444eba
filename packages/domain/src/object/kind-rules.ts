import type { ObjectKind } from './meta.ts';
import { type Permissions, privatePermissions, publicPermissions } from './permissions.ts';

/** Among which objects of its kind a name is the only one: people and logs use those of the cloud as such. */
export type NameScope = 'cloud' | 'owner' | 'none';

interface KindRules {
  readonly nameIsOneIn: NameScope;
  /** An administrator makes it for everybody to use; else a new one is its owner's alone. */
  readonly isOffered: boolean;
}

/** What server, console and command line must agree on for each kind. A new kind is a line here. */
export const kindRules = {
  cluster: { nameIsOneIn: 'cloud', isOffered: true },
  datastore: { nameIsOneIn: 'cloud', isOffered: true },
  disk: { nameIsOneIn: 'none', isOffered: false },
  group: { nameIsOneIn: 'cloud', isOffered: true },
  host: { nameIsOneIn: 'cloud', isOffered: true },
  image: { nameIsOneIn: 'owner', isOffered: true },
  instance: { nameIsOneIn: 'owner', isOffered: false },
  lease: { nameIsOneIn: 'none', isOffered: false },
  network: { nameIsOneIn: 'owner', isOffered: true },
  template: { nameIsOneIn: 'owner', isOffered: false },
  token: { nameIsOneIn: 'owner', isOffered: false },
  user: { nameIsOneIn: 'cloud', isOffered: false },
} as const satisfies Record<ObjectKind, KindRules>;

/** What a new object gets when nobody says otherwise: the server gives it, and a form draws and sends it. */
export const newPermissions = (kind: ObjectKind): Permissions =>
  kindRules[kind].isOffered ? publicPermissions : privatePermissions;
