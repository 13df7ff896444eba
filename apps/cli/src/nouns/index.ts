import type { ObjectKind } from '@skerry/domain';
import { clusterNoun } from './cluster.ts';
import { datastoreNoun } from './datastore.ts';
import { diskNoun } from './disk.ts';
import { groupNoun } from './group.ts';
import { hostNoun } from './host.ts';
import { imageNoun } from './image.ts';
import { leaseNoun } from './lease.ts';
import { marketplaceNoun } from './marketplace.ts';
import { networkNoun } from './network.ts';
import { templateNoun } from './template.ts';
import { tokenNoun } from './token.ts';
import { userNoun } from './user.ts';
import { instanceNoun } from './instance.ts';
import type { Noun } from './noun.ts';

/** Every kind of object has a way to be shown; the compiler checks it. */
export const nouns: { readonly [K in ObjectKind]: Noun<K> } = {
  cluster: clusterNoun,
  datastore: datastoreNoun,
  disk: diskNoun,
  group: groupNoun,
  host: hostNoun,
  image: imageNoun,
  instance: instanceNoun,
  lease: leaseNoun,
  marketplace: marketplaceNoun,
  network: networkNoun,
  template: templateNoun,
  token: tokenNoun,
  user: userNoun,
};
