import * as contract from '@skerry/contract';
import type { z } from 'zod';
import type { Kind } from '../catalogue/objects.ts';

/** The schema of each kind as users see it. */
export const viewSchemas = {
  cluster: contract.cluster,
  datastore: contract.datastore,
  disk: contract.disk,
  group: contract.group,
  host: contract.host,
  image: contract.image,
  instance: contract.instance,
  lease: contract.lease,
  marketplace: contract.marketplace,
  network: contract.network,
  template: contract.template,
  token: contract.token,
  user: contract.user,
} as const satisfies Record<Kind, z.ZodObject>;

export type View<K extends Kind> = z.input<(typeof viewSchemas)[K]>;
