import { type CatalogueKind, type Image, isCatalogueKind } from '@skerry/domain';
import { type Entry, type Json, stored, valueUnder } from '@skerry/store';
import { kinds } from '@skerry/api/catalogue/kinds';
import { type CatalogueObjects, keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import type { Fed, FedTo } from '@skerry/api/catalogue/fed-to';
import type { People } from '@skerry/api/catalogue/people';

/** Raise it with every change of `fed-to.ts`: clusters that were told by the old one are told everything once. */
export const catalogueEdition = 'its-people-no-paths';

type Told = Pick<Entry, 'key' | 'value'>;

/** What a cluster is told of a record of the catalogue; undefined: nothing. */
export function toldOf(clusterId: number, entry: Told, model: Model, people: People): Json | undefined {
  const [, , kind = ''] = entry.key.split('/');
  const cluster = model.get('cluster', clusterId);
  return cluster === undefined || !isCatalogueKind(kind)
    ? undefined
    : toldOfKind(kind, rows[kind], entry, { cluster, model, people });
}

function toldOfKind<K extends CatalogueKind>(kind: K, row: Rows[K], entry: Told, fed: Fed): Json | undefined {
  const object = valueUnder(keys.catalogueOf(kind), entry);
  const told = object && row.fedTo(object, fed);
  // What is told as it is is not made anew.
  return told === object ? entry.value : told && stored(told);
}

type Rows = { readonly [K in CatalogueKind]: { readonly fedTo: FedTo<CatalogueObjects[K]> } };
const rows: Rows = kinds;

/** Whether the cluster is told of the image, and so may have its content. */
export function imageIsTold(image: Image, clusterId: number, model: Model, people: People): boolean {
  const cluster = model.get('cluster', clusterId);
  return cluster !== undefined && kinds.image.fedTo(image, { cluster, model, people }) !== undefined;
}
