import type { ObjectKind } from '@skerry/domain';
import * as c from './catalogue.ts';
import { instanceNoun } from './instance.ts';
import type { Noun } from './noun.ts';

/** Every kind of object has a way to be shown; the compiler checks it. */
export const nouns: { readonly [K in ObjectKind]: Noun<K> } = {
  cluster: c.clusterNoun,
  datastore: c.datastoreNoun,
  disk: c.diskNoun,
  group: c.groupNoun,
  host: c.hostNoun,
  image: c.imageNoun,
  instance: instanceNoun,
  lease: c.leaseNoun,
  network: c.networkNoun,
  template: c.templateNoun,
  token: c.tokenNoun,
  user: c.userNoun,
};
