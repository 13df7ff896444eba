import { isCatalogueKind } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { kinds } from '../catalogue/kinds.ts';
import type { Model } from '../state/model.ts';
import type { FedTo } from './fed-to.ts';
import type { People } from './people.ts';

/** Raise it with every change of `fed-to.ts`: clusters that were told by the old one are told everything once. */
export const catalogueEdition = 'its-people-no-paths';

/** What a cluster is told of a record of the catalogue; undefined: nothing. */
export function toldOf(clusterId: number, key: string, value: Json, model: Model, people: People): Json | undefined {
  const [kind = ''] = key.split('/');
  const cluster = model.get('cluster', clusterId);
  if (cluster === undefined || !isCatalogueKind(kind)) return undefined;
  const fedTo = kinds[kind].fedTo as unknown as FedTo<Json>;
  return fedTo(value, { cluster, people, model });
}
