import type { Kind, Objects } from '../catalogue/objects.ts';

/** The objects of each kind by number. */
export type Tables = { readonly [K in Kind]: Map<number, Objects[K]> };

export const emptyTables = (): Tables => ({
  cluster: new Map(),
  datastore: new Map(),
  disk: new Map(),
  group: new Map(),
  host: new Map(),
  image: new Map(),
  instance: new Map(),
  lease: new Map(),
  network: new Map(),
  template: new Map(),
  token: new Map(),
  user: new Map(),
});
